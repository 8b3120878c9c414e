package io.odradek.broker.net;

import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;

/** A connection to another broker, on which requests are pipelined. Confined to its shard. */
public interface PeerLink {

    /** Sends a request behind those sent before. Does nothing once the link is closed. */
    void send(Request request, short version);

    /** Closes; {@link Events#closed} does not follow. */
    void close();

    /** What happens on a link. Called on its shard. */
    interface Events {
        void connected();

        /**
         * The response to the oldest request that has none yet. Record data in it is valid until
         * the method returns.
         */
        void response(Response response);

        /** The link is gone or could not be made; nothing follows. */
        void closed(String why);
    }
}
