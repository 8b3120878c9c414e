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
 * Quotas, SCRAM credentials and ACLs: kept and shown, and nothing acts by them yet. Without {@code
 * authorizer.class.name} ACLs are refused in the words of a broker that has none.
 */
public final class AccessApis {
    private static final String NO_AUTHORIZER = "No Authorizer is configured.";
    private static final short DISABLED = ErrorCode.SECURITY_DISABLED.code();

    private AccessApis() {}

    public static List<ApiHandler<?>> handlers(
            Forwarder forwarder, MetadataView metadata, boolean authorizer) {
        return Stream.of(accounts(forwarder, metadata), acls(forwarder, metadata, authorizer))
                .<ApiHandler<?>>flatMap(List::stream)
                .toList();
    }

    private static List<ApiHandler<?>> accounts(Forwarder forwarder, MetadataView metadata) {
        return List.of(
                new DescribeClientQuotasHandler(metadata),
                new DescribeUserScramCredentialsHandler(metadata),
                new ForwardHandler<>(
                        ApiKey.ALTER_CLIENT_QUOTAS, 1, forwarder, AccessApis::alterQuotas),
                new ForwardHandler<>(
                        ApiKey.ALTER_USER_SCRAM_CREDENTIALS, 0, forwarder, AccessApis::alterScram));
    }

    private static List<ApiHandler<?>> acls(
            Forwarder forwarder, MetadataView metadata, boolean authorizer) {
        if (authorizer) {
            return List.of(
                    new DescribeAclsHandler(metadata),
                    new ForwardHandler<CreateAclsRequest>(
                            ApiKey.CREATE_ACLS,
                            3,
                            forwarder,
                            (request, _, error, message) ->
                                    createAcls(request, error.code(), message)),
                    new ForwardHandler<DeleteAclsRequest>(
                            ApiKey.DELETE_ACLS,
                            3,
                            forwarder,
                            (request, _, error, message) ->
                                    deleteAcls(request, error.code(), message)));
        }
        return List.of(
                new RefusingHandler<>(ApiKey.DESCRIBE_ACLS, AccessApis::describeAcls),
                new RefusingHandler<CreateAclsRequest>(
                        ApiKey.CREATE_ACLS,
                        (request, _) -> createAcls(request, DISABLED, NO_AUTHORIZER)),
                new RefusingHandler<DeleteAclsRequest>(
                        ApiKey.DELETE_ACLS,
                        (request, _) -> deleteAcls(request, DISABLED, NO_AUTHORIZER)));
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

    private static CreateAclsResponse createAcls(
            CreateAclsRequest request, short error, String message) {
        return CreateAclsResponse.builder()
                .results(
                        request.creations().stream()
                                .map(_ -> new CreateAclsResponse.AclCreationResult(error, message))
                                .toList())
                .build();
    }

    private static DeleteAclsResponse deleteAcls(
            DeleteAclsRequest request, short error, String message) {
        return DeleteAclsResponse.builder()
                .filterResults(
                        request.filters().stream()
                                .map(
                                        _ ->
                                                new DeleteAclsResponse.DeleteAclsFilterResult(
                                                        error, message, List.of()))
                                .toList())
                .build();
    }
}
