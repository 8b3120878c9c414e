package io.odradek.controller.server;

import io.odradek.controller.image.AccessImage.Acl;
import io.odradek.controller.image.AclFilter;
import io.odradek.controller.state.ApiError;
import io.odradek.controller.state.ControllerState;
import io.odradek.controller.state.CreateAcls;
import io.odradek.controller.state.DeleteAcls;
import io.odradek.wire.message.CreateAclsRequest;
import io.odradek.wire.message.CreateAclsResponse;
import io.odradek.wire.message.CreateAclsResponse.AclCreationResult;
import io.odradek.wire.message.DeleteAclsRequest;
import io.odradek.wire.message.DeleteAclsResponse;
import io.odradek.wire.message.DeleteAclsResponse.DeleteAclsFilterResult;
import io.odradek.wire.message.DeleteAclsResponse.DeleteAclsMatchingAcl;

import java.util.List;

/**
 * CreateAcls and DeleteAcls. Version 0 of both knows literal names alone, which are the default.
 */
final class AclApis {
    private AclApis() {}

    static Forwarding.Call<List<ApiError>> create(CreateAclsRequest request) {
        return new Forwarding.Call<>(
                ControllerState.createAcls(
                        new CreateAcls(request.creations().stream().map(AclApis::acl).toList())),
                AclApis::created);
    }

    private static Acl acl(CreateAclsRequest.AclCreation creation) {
        return new Acl(
                creation.resourceType(),
                creation.resourceName(),
                creation.resourcePatternType(),
                creation.principal(),
                creation.host(),
                creation.operation(),
                creation.permissionType());
    }

    private static CreateAclsResponse created(List<ApiError> results) {
        return new CreateAclsResponse(
                0,
                results.stream()
                        .map(e -> new AclCreationResult(e.code().code(), e.messageOrNull()))
                        .toList());
    }

    static Forwarding.Call<List<DeleteAcls.Result>> delete(DeleteAclsRequest request) {
        return new Forwarding.Call<>(
                ControllerState.deleteAcls(
                        new DeleteAcls(request.filters().stream().map(AclApis::filter).toList())),
                AclApis::deleted);
    }

    private static AclFilter filter(DeleteAclsRequest.DeleteAclsFilter filter) {
        return new AclFilter(
                filter.resourceTypeFilter(),
                filter.resourceNameFilter(),
                filter.patternTypeFilter(),
                filter.principalFilter(),
                filter.hostFilter(),
                filter.operation(),
                filter.permissionType());
    }

    private static DeleteAclsResponse deleted(List<DeleteAcls.Result> results) {
        return new DeleteAclsResponse(
                0,
                results.stream()
                        .map(
                                r ->
                                        new DeleteAclsFilterResult(
                                                r.error().code().code(),
                                                r.error().messageOrNull(),
                                                r.deleted().stream()
                                                        .map(AclApis::matching)
                                                        .toList()))
                        .toList());
    }

    private static DeleteAclsMatchingAcl matching(Acl acl) {
        return new DeleteAclsMatchingAcl(
                (short) 0,
                null,
                (byte) acl.resourceType(),
                acl.resourceName(),
                (byte) acl.patternType(),
                acl.principal(),
                acl.host(),
                (byte) acl.operation(),
                (byte) acl.permission());
    }
}
