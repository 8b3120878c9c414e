package io.odradek.broker.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;

/** Metrics and health over HTTP. */
public final class HttpEndpoints implements AutoCloseable {
    private static final int BACKLOG = 16;

    private final HttpServer server;
    private final PrometheusMeterRegistry registry;
    private final BooleanSupplier ready;
    private final ExecutorService executor;

    private HttpEndpoints(
            HttpServer server,
            ExecutorService executor,
            PrometheusMeterRegistry registry,
            BooleanSupplier ready) {
        this.server = server;
        this.executor = executor;
        this.registry = registry;
        this.ready = ready;
    }

    /**
     * @param executor answers requests; shut down on close. One thread is enough, and bounds what
     *     scrapes cost
     * @param ready whether this node does its work: for a broker, whether it is unfenced
     * @throws IOException when the address cannot be had; one sentence
     */
    public static HttpEndpoints open(
            String host,
            int port,
            ExecutorService executor,
            PrometheusMeterRegistry registry,
            BooleanSupplier ready)
            throws IOException {
        HttpServer server;
        try {
            server =
                    HttpServer.create(
                            host.isEmpty()
                                    ? new InetSocketAddress(port)
                                    : new InetSocketAddress(host, port),
                            BACKLOG);
        } catch (IOException e) {
            throw new IOException(
                    "metrics.listener=%s:%d cannot be opened (%s): choose another port."
                            .formatted(host, port, e.getMessage()),
                    e);
        }
        HttpEndpoints endpoints = new HttpEndpoints(server, executor, registry, ready);
        server.setExecutor(executor);
        server.createContext("/metrics", endpoints::metrics);
        server.createContext("/health", endpoints::health);
        server.start();
        return endpoints;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void metrics(HttpExchange exchange) throws IOException {
        answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
    }

    private void health(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/health/live" -> text(exchange, 200, "live\n");
            case "/health", "/health/ready" -> {
                boolean isReady = ready.getAsBoolean();
                text(exchange, isReady ? 200 : 503, isReady ? "ready\n" : "not ready\n");
            }
            default -> text(exchange, 404, "There are /health/live and /health/ready.\n");
        }
    }

    private static void text(HttpExchange exchange, int status, String body) throws IOException {
        answer(exchange, status, "text/plain; charset=utf-8", body);
    }

    private static void answer(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdown();
    }
}
