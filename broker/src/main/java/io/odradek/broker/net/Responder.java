package io.odradek.broker.net;

import io.odradek.wire.codec.Response;

/**
 * Takes the one answer to a request. Exactly one of the methods is called, once, from any thread;
 * until then the request's frame, and with it the record data sliced from it, stays valid.
 * Responses leave in the order in which a connection's requests came.
 */
public interface Responder {

    void reply(Response response);

    /** There is no response to this request, as for acks=0. */
    void noReply();

    /**
     * Closes the connection: the only way to tell a client of a failure to which the protocol has
     * no answer.
     *
     * @param why the end of a sentence that begins with the connection
     */
    void close(String why);
}
