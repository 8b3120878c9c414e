package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.net.RequestContext;

/** Who asks, as coordinators want to know it. */
final class Origins {
    private Origins() {}

    /** Hosts are shown with a slash before them, as Kafka's tools have always printed them. */
    static RequestOrigin of(RequestContext context) {
        return new RequestOrigin(
                context.apiVersion(), context.clientId(), "/" + context.clientHost());
    }
}
