package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.controller.image.AccessImage.ScramCredential;
import io.odradek.controller.image.AccessImage.ScramUser;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.DescribeUserScramCredentialsRequest;
import io.odradek.wire.message.DescribeUserScramCredentialsRequest.UserName;
import io.odradek.wire.message.DescribeUserScramCredentialsResponse;
import io.odradek.wire.message.DescribeUserScramCredentialsResponse.CredentialInfo;
import io.odradek.wire.message.DescribeUserScramCredentialsResponse.DescribeUserScramCredentialsResult;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which users have which SCRAM credentials (KIP-554): mechanisms and iterations, no keys. */
public final class DescribeUserScramCredentialsHandler
        implements ApiHandler<DescribeUserScramCredentialsRequest> {
    private final MetadataView metadata;

    public DescribeUserScramCredentialsHandler(MetadataView metadata) {
        this.metadata = metadata;
    }

    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_USER_SCRAM_CREDENTIALS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 0;
    }

    @Override
    public void handle(
            RequestContext context,
            DescribeUserScramCredentialsRequest request,
            Responder responder) {
        Map<String, Map<Integer, Integer>> known = new TreeMap<>();
        for (Map.Entry<ScramUser, ScramCredential> entry :
                metadata.current().access().credentials().entrySet()) {
            known.computeIfAbsent(entry.getKey().user(), _ -> new TreeMap<>())
                    .put(entry.getKey().mechanism(), entry.getValue().iterations());
        }
        @Nullable List<UserName> asked = request.users();
        Map<String, Integer> times = new LinkedHashMap<>();
        if (asked == null || asked.isEmpty()) {
            new TreeSet<>(known.keySet()).forEach(user -> times.put(user, 1));
        } else {
            asked.forEach(user -> times.merge(user.name(), 1, Integer::sum));
        }
        List<DescribeUserScramCredentialsResult> results = new ArrayList<>();
        times.forEach((user, count) -> results.add(result(user, count, known.get(user))));
        responder.reply(DescribeUserScramCredentialsResponse.builder().results(results).build());
    }

    private static DescribeUserScramCredentialsResult result(
            String user, int times, @Nullable Map<Integer, Integer> credentials) {
        if (times > 1) {
            return failed(user, ErrorCode.DUPLICATE_RESOURCE, "User '%s' is named twice.");
        }
        if (credentials == null) {
            return failed(
                    user, ErrorCode.RESOURCE_NOT_FOUND, "User '%s' has no SCRAM credentials.");
        }
        List<CredentialInfo> infos = new ArrayList<>();
        credentials.forEach(
                (mechanism, iterations) ->
                        infos.add(new CredentialInfo(mechanism.byteValue(), iterations)));
        return new DescribeUserScramCredentialsResult(user, (short) 0, null, infos);
    }

    private static DescribeUserScramCredentialsResult failed(
            String user, ErrorCode error, String message) {
        return new DescribeUserScramCredentialsResult(
                user, error.code(), message.replace("%s", user), List.of());
    }
}
