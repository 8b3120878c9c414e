package io.odradek.it.disk;

import java.util.NavigableMap;
import java.util.TreeMap;

/** A file or a folder, whatever its names are. */
sealed interface Entry {
    long id();

    /** Its file in the store. */
    default String stored() {
        return switch (this) {
            case File _ -> "f" + id();
            case Folder _ -> "d" + id();
        };
    }

    /** Its sync holds its monitor. */
    record File(long id, Unsynced unsynced) implements Entry {}

    /** Guarded by its tree. */
    record Folder(long id, NavigableMap<String, Entry> entries) implements Entry {
        Folder(long id) {
            this(id, new TreeMap<>());
        }
    }
}
