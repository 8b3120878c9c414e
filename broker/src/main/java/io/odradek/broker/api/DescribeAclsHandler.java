package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.controller.image.AccessImage.Acl;
import io.odradek.controller.image.AclFilter;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.DescribeAclsRequest;
import io.odradek.wire.message.DescribeAclsResponse;
import io.odradek.wire.message.DescribeAclsResponse.AclDescription;
import io.odradek.wire.message.DescribeAclsResponse.DescribeAclsResource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which ACLs there are (KIP-140, KIP-290), by resource, in a fixed order. */
final class DescribeAclsHandler implements ApiHandler<DescribeAclsRequest> {
    private static final Comparator<Resource> RESOURCES =
            Comparator.comparingInt(Resource::type)
                    .thenComparing(Resource::name)
                    .thenComparingInt(Resource::pattern);
    private static final Comparator<Acl> ACLS =
            Comparator.comparing(Acl::principal)
                    .thenComparing(Acl::host)
                    .thenComparingInt(Acl::operation)
                    .thenComparingInt(Acl::permission);

    private final MetadataView metadata;

    DescribeAclsHandler(MetadataView metadata) {
        this.metadata = metadata;
    }

    private record Resource(int type, String name, int pattern) {}

    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_ACLS;
    }

    @Override
    public short minVersion() {
        return ApiKey.DESCRIBE_ACLS.minVersion();
    }

    @Override
    public short maxVersion() {
        return 3;
    }

    @Override
    public void handle(RequestContext context, DescribeAclsRequest request, Responder responder) {
        AclFilter filter =
                new AclFilter(
                        request.resourceTypeFilter(),
                        request.resourceNameFilter(),
                        request.patternTypeFilter(),
                        request.principalFilter(),
                        request.hostFilter(),
                        request.operation(),
                        request.permissionType());
        Optional<String> problem = filter.problem();
        if (problem.isPresent()) {
            responder.reply(
                    DescribeAclsResponse.builder()
                            .errorCode(ErrorCode.INVALID_REQUEST.code())
                            .errorMessage(problem.get())
                            .build());
            return;
        }
        Map<Resource, List<Acl>> found = new TreeMap<>(RESOURCES);
        for (Acl acl : metadata.current().access().acls().values()) {
            if (filter.matches(acl)) {
                found.computeIfAbsent(
                                new Resource(
                                        acl.resourceType(), acl.resourceName(), acl.patternType()),
                                _ -> new ArrayList<>())
                        .add(acl);
            }
        }
        List<DescribeAclsResource> resources = new ArrayList<>();
        found.forEach((resource, acls) -> resources.add(described(resource, acls)));
        responder.reply(DescribeAclsResponse.builder().resources(resources).build());
    }

    private static DescribeAclsResource described(Resource resource, List<Acl> acls) {
        return new DescribeAclsResource(
                (byte) resource.type(),
                resource.name(),
                (byte) resource.pattern(),
                acls.stream()
                        .sorted(ACLS)
                        .map(
                                a ->
                                        new AclDescription(
                                                a.principal(),
                                                a.host(),
                                                (byte) a.operation(),
                                                (byte) a.permission()))
                        .toList());
    }
}
