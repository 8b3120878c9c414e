package io.odradek.broker.coordinator.group.shared;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The groups of one coordinator by id. Confined to it. */
public final class Groups {
    private final Map<String, Group> byId = new LinkedHashMap<>();

    public @Nullable Group find(String groupId) {
        return byId.get(groupId);
    }

    /** Replaces the group of the same id, if there is one. */
    public void put(Group group) {
        byId.put(group.groupId(), group);
    }

    public void remove(String groupId) {
        byId.remove(groupId);
    }

    public Collection<Group> all() {
        return Collections.unmodifiableCollection(byId.values());
    }
}
