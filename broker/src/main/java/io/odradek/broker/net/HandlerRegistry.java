package io.odradek.broker.net;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which handler serves an API, and so what this broker supports. Immutable. */
public final class HandlerRegistry {
    private final @Nullable ApiHandler<?>[] byId;
    private final List<ApiHandler<?>> all;

    public HandlerRegistry(Collection<? extends ApiHandler<?>> handlers) {
        all =
                handlers.stream()
                        .sorted(Comparator.comparingInt((ApiHandler<?> h) -> h.key().id()))
                        .<ApiHandler<?>>map(h -> h)
                        .toList();
        int last = all.isEmpty() ? -1 : all.getLast().key().id();
        byId = new @Nullable ApiHandler<?>[last + 1];
        for (ApiHandler<?> handler : all) {
            int id = handler.key().id();
            if (byId[id] != null) {
                throw new IllegalArgumentException("two handlers for " + handler.key());
            }
            byId[id] = handler;
        }
    }

    /** Every handler, by API key. */
    public List<ApiHandler<?>> all() {
        return all;
    }

    /** Null where nothing serves that API. */
    public @Nullable ApiHandler<?> find(int apiKey) {
        return apiKey >= 0 && apiKey < byId.length ? byId[apiKey] : null;
    }
}
