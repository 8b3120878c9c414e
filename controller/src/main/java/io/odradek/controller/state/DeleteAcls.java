package io.odradek.controller.state;

import io.odradek.controller.image.AccessImage.Acl;
import io.odradek.controller.image.AccessRecords;
import io.odradek.controller.image.AclFilter;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Takes away the ACLs that filters find (KIP-140). */
public record DeleteAcls(List<AclFilter> filters) {

    /**
     * @param deleted what the filter found; an earlier filter of the request may have found it too
     */
    public record Result(ApiError error, List<Acl> deleted) {}

    /** The results answer the filters in their order. */
    Decision<List<Result>> decide(View view) {
        var known = new TreeMap<UUID, Acl>(view.image().access().acls());
        List<Result> results = new ArrayList<>();
        Set<UUID> gone = new HashSet<>();
        List<MetadataRecord> records = new ArrayList<>();
        for (AclFilter filter : filters) {
            Optional<String> problem = filter.problem();
            if (problem.isPresent()) {
                results.add(refused(problem.get()));
                continue;
            }
            List<UUID> found = new ArrayList<>();
            known.forEach(
                    (id, acl) -> {
                        if (filter.matches(acl)) {
                            found.add(id);
                        }
                    });
            List<UUID> fresh = found.stream().filter(id -> !gone.contains(id)).toList();
            if (records.size() + fresh.size() > CreateAcls.CHANGES_MAX) {
                results.add(
                        refused(
                                "The filter finds too many ACLs for one request, which may take away %d: narrow it."
                                        .formatted(CreateAcls.CHANGES_MAX)));
                continue;
            }
            fresh.forEach(id -> records.add(AccessRecords.removeAcl(id)));
            gone.addAll(fresh);
            results.add(new Result(ApiError.NONE, found.stream().map(known::get).toList()));
        }
        return Decision.of(records, results);
    }

    private static Result refused(String message) {
        return new Result(new ApiError(ErrorCode.INVALID_REQUEST, message), List.of());
    }
}
