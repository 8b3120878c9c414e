package io.odradek.broker.config;

/** A controller as {@code controller.quorum.voters} names it. */
public record QuorumVoter(int id, HostPort address) {

    static QuorumVoter parse(String text) {
        int at = text.indexOf('@');
        try {
            if (at > 0) {
                HostPort address = HostPort.parse(text.substring(at + 1));
                if (!address.host().isEmpty() && address.port() > 0) {
                    return new QuorumVoter(Integer.parseInt(text.substring(0, at)), address);
                }
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("'" + text + "' must have the form id@host:port.");
    }

    @Override
    public String toString() {
        return id + "@" + address;
    }
}
