package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.AlterClientQuotasRequest;
import io.odradek.wire.message.AlterClientQuotasResponse;
import io.odradek.wire.message.AlterUserScramCredentialsRequest;
import io.odradek.wire.message.AlterUserScramCredentialsResponse;
import io.odradek.wire.message.AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult;
import io.odradek.wire.message.CreateAclsRequest;
import io.odradek.wire.message.CreateAclsResponse;
import io.odradek.wire.message.DeleteAclsRequest;
import io.odradek.wire.message.DeleteAclsResponse;
import io.odradek.wire.message.DescribeAclsRequest;
import io.odradek.wire.message.DescribeAclsResponse;

import java.util.List;
import java.util.stream.Stream;

/**
 * Quotas, SCRAM credentials and ACLs. The first two are kept and shown, and nothing acts by them
 * yet; there is no authorizer, so that ACLs are refused in the words of a broker without one.
 */
public final class AccessApis {
    private static final String NO_AUTHORIZER =
            "No Authorizer is configured: this version has none, everybody may do everything.";
    private static final short DISABLED = ErrorCode.SECURITY_DISABLED.code();

    private AccessApis() {}

    public static List<ApiHandler<?>> handlers(Forwarder forwarder, MetadataView metadata) {
        return List.of(
                new DescribeClientQuotasHandler(metadata),
                new DescribeUserScramCredentialsHandler(metadata),
                new ForwardHandler<>(
                        ApiKey.ALTER_CLIENT_QUOTAS, 1, forwarder, AccessApis::alterQuotas),
                new ForwardHandler<>(
                        ApiKey.ALTER_USER_SCRAM_CREDENTIALS, 0, forwarder, AccessApis::alterScram),
                new RefusingHandler<>(ApiKey.DESCRIBE_ACLS, AccessApis::describeAcls),
                new RefusingHandler<>(ApiKey.CREATE_ACLS, AccessApis::createAcls),
                new RefusingHandler<>(ApiKey.DELETE_ACLS, AccessApis::deleteAcls));
    }

    private static Response alterQuotas(
            AlterClientQuotasRequest request, short version, ErrorCode error, String message) {
        return AlterClientQuotasResponse.builder()
                .entries(
                        request.entries().stream()
                                .map(
                                        e ->
                                                new AlterClientQuotasResponse.EntryData(
                                                        error.code(),
                                                        message,
                                                        e.entity().stream()
                                                                .map(
                                                                        part ->
                                                                                new AlterClientQuotasResponse
                                                                                        .EntityData(
                                                                                        part
                                                                                                .entityType(),
                                                                                        part
                                                                                                .entityName()))
                                                                .toList()))
                                .toList())
                .build();
    }

    private static Response alterScram(
            AlterUserScramCredentialsRequest request,
            short version,
            ErrorCode error,
            String message) {
        return AlterUserScramCredentialsResponse.builder()
                .results(
                        Stream.concat(
                                        request.deletions().stream().map(d -> d.name()),
                                        request.upsertions().stream().map(u -> u.name()))
                                .distinct()
                                .map(
                                        user ->
                                                new AlterUserScramCredentialsResult(
                                                        user, error.code(), message))
                                .toList())
                .build();
    }

    private static DescribeAclsResponse describeAcls(DescribeAclsRequest request, short version) {
        return DescribeAclsResponse.builder()
                .errorCode(DISABLED)
                .errorMessage(NO_AUTHORIZER)
                .build();
    }

    private static CreateAclsResponse createAcls(CreateAclsRequest request, short version) {
        return CreateAclsResponse.builder()
                .results(
                        request.creations().stream()
                                .map(
                                        _ ->
                                                new CreateAclsResponse.AclCreationResult(
                                                        DISABLED, NO_AUTHORIZER))
                                .toList())
                .build();
    }

    private static DeleteAclsResponse deleteAcls(DeleteAclsRequest request, short version) {
        return DeleteAclsResponse.builder()
                .filterResults(
                        request.filters().stream()
                                .map(
                                        _ ->
                                                new DeleteAclsResponse.DeleteAclsFilterResult(
                                                        DISABLED, NO_AUTHORIZER, List.of()))
                                .toList())
                .build();
    }
}
