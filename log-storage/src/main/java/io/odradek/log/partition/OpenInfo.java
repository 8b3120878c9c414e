package io.odradek.log.partition;

/**
 * What is known about a log before it is opened.
 *
 * @param cleanShutdown whether the process that used it last closed it ({@link
 *     CleanShutdownMarker})
 * @param recoveryPoint the last {@link PartitionLog#recoveryPoint} that was saved for it; 0 when
 *     unknown, which is always safe
 * @param logStartOffset the last {@link PartitionLog#logStartOffset} that was saved; 0 when
 *     unknown. A log without files starts here
 * @param cleanedTo the last {@link PartitionLog#cleanedTo} that was saved; 0 when unknown
 */
public record OpenInfo(
        boolean cleanShutdown, long recoveryPoint, long logStartOffset, long cleanedTo) {

    /** For a log that does not exist yet, or of which nothing is known. */
    public static final OpenInfo UNKNOWN = new OpenInfo(false, 0, 0, 0);

    public OpenInfo(boolean cleanShutdown, long recoveryPoint, long logStartOffset) {
        this(cleanShutdown, recoveryPoint, logStartOffset, 0);
    }
}
