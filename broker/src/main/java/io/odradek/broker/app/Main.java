package io.odradek.broker.app;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.ConfigException;
import io.odradek.broker.metadata.RegistrationRefusedException;

import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.Security;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/** {@code kafka-server-start.sh}: runs a node until it is told to stop. */
public final class Main {
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] args) {
        // Logging must outlive everything that is closed by our own shutdown hook.
        System.setProperty("log4j.shutdownHookEnabled", "false");
        lookUpNamesAfresh();
        try {
            Arguments arguments = Arguments.parse(args);
            BrokerConfig config = BrokerConfig.of(arguments.properties());
            run(arguments, config);
        } catch (StartupException | ConfigException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Other nodes come back at other addresses, so no answer about a name, least of all that there
     * is none, may be kept for the JVM's usual seconds. Only what is said before the first look-up
     * counts. A security property that somebody set stays.
     */
    private static void lookUpNamesAfresh() {
        if (Security.getProperty("networkaddress.cache.ttl") == null) {
            Security.setProperty("networkaddress.cache.ttl", "0");
            Security.setProperty("networkaddress.cache.negative.ttl", "0");
        }
    }

    private static void run(Arguments arguments, BrokerConfig config) throws StartupException {
        InternalLoggerFactory.setDefaultFactory(Slf4JLoggerFactory.INSTANCE);
        Logger log = LoggerFactory.getLogger(Main.class);
        Node node = Node.start(config, arguments.file(), Main::halt);
        config.warnings().forEach(log::warn);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("odradek-shutdown").unstarted(() -> stop(node)));
        try {
            node.ready().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RegistrationRefusedException refused) {
                fail(String.valueOf(refused.getMessage()));
            }
            throw e;
        }
        log.info("[KafkaRaftServer nodeId={}] Kafka Server started", node.nodeId());
        waitForever(log);
    }

    /** Every other thread is a daemon: this one keeps the process, until the shutdown hook ran. */
    private static void waitForever(Logger log) {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                log.debug("Nobody ends a node by interrupting its main thread.", e);
            }
        }
    }

    private static void stop(Node node) {
        LoggerFactory.getLogger(Main.class).info("Stopping node {}.", node.nodeId());
        try {
            node.close();
        } finally {
            LogManager.shutdown();
        }
    }

    /** One sentence, no stack trace: it is the operator's turn. */
    private static void fail(String sentence) {
        System.err.println(sentence);
        System.err.flush();
        Runtime.getRuntime().halt(FAILED);
    }

    /** A node that may be wrong must not run on. */
    private static void halt(Throwable why) {
        LoggerFactory.getLogger(Main.class).error("This node must stop now.", why);
        LogManager.shutdown();
        Runtime.getRuntime().halt(FAILED);
    }
}
