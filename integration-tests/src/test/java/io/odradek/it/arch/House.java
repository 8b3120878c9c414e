package io.odradek.it.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The rules, for a house whose packages begin with {@code root}: the real one, or the crooked
 * sample.
 */
record House(String root) {
    /** Which modules a module may know beside itself. */
    static final Map<String, List<String>> ARROWS =
            Map.of(
                    "log", List.of(),
                    "wire", List.of(),
                    "raft", List.of("log"),
                    "controller", List.of("raft", "wire", "log"),
                    "broker", List.of("log", "wire", "controller"),
                    "tools", List.of("wire", "log"));

    /** Deterministic state machines and formats: (state, input, now) → outputs. */
    static final List<String> PURE =
            List.of(
                    "broker.coordinator.group",
                    "broker.replica",
                    "log.batch",
                    "raft.core",
                    "raft.quorum",
                    "controller.image",
                    "controller.record",
                    "controller.state");

    /**
     * Classes of a pure package that drive the others: they may hold paths and hand work to
     * executors.
     */
    private static final Map<String, List<String>> SHELLS =
            Map.of(
                    "broker.replica",
                    List.of("LogDirectory", "LogStore", "ReplicaService", "ShardReplicas"));

    ArchRule arrows(String module) {
        var known =
                Stream.concat(Stream.of(module), ARROWS.getOrDefault(module, List.of()).stream());
        var allowed = resideInAnyPackage(known.map(m -> in(m)).toArray(String[]::new));
        return noClasses()
                .that()
                .resideInAPackage(in(module))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(root + "..")
                                .and(DescribedPredicate.not(allowed))
                                .as("reside in other modules than " + ARROWS.get(module)))
                .because("the modules' arrows are drawn in DESIGN, The house");
    }

    ArchRule brokerKnowsOnlyTheImage() {
        return noClasses()
                .that()
                .resideInAPackage(in("broker"))
                .and()
                .resideOutsideOfPackage(in("broker.app"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(in("controller"))
                                .and(
                                        DescribedPredicate.not(
                                                resideInAPackage(in("controller.image")))))
                .because("broker and controller meet through the gRPC contract and the image");
    }

    ArchRule pure(String area) {
        return noClasses()
                .that()
                .resideInAPackage(in(area))
                .and(DescribedPredicate.not(shellOf(area)))
                .should()
                .dependOnClassesThat(OUTSIDE_WORLD)
                .orShould()
                .accessTargetWhere(READS_CLOCK_OR_CHANCE)
                .because(area + " is pure: time and chance are arguments, effects are outputs");
    }

    ArchRule threadsStartInShells() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(
                        root + "..runtime..", in("broker.net"), in("broker.app"), in("tools"))
                .should()
                .accessTargetWhere(STARTS_THREAD)
                .because(
                        "threads are created only in *.runtime, broker.net and broker.app (and by commands)");
    }

    ArchRule filesOpenInLogIo() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("log.io"), in("tools"))
                .should()
                .accessTargetWhere(OPENS_FILE)
                .because("every file is reached through Disk (but the files a command is given)");
    }

    ArchRule noCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    private DescribedPredicate<JavaClass> shellOf(String area) {
        var names =
                SHELLS.getOrDefault(area, List.of()).stream()
                        .map(name -> root + "." + area + "." + name)
                        .toList();
        return DescribedPredicate.describe(
                "are the shells " + names,
                type ->
                        names.stream()
                                .anyMatch(
                                        n ->
                                                type.getName().equals(n)
                                                        || type.getName().startsWith(n + "$")));
    }

    private String in(String area) {
        return root + "." + area + "..";
    }

    private static final DescribedPredicate<JavaClass> OUTSIDE_WORLD =
            resideInAnyPackage(
                            "java.nio.file..",
                            "java.nio.channels..",
                            "java.net..",
                            "java.util.concurrent.locks..",
                            "io.netty.channel..",
                            "io.grpc..")
                    .or(
                            belongToAnyOf(
                                    Thread.class,
                                    ThreadFactory.class,
                                    ThreadLocalRandom.class,
                                    Process.class,
                                    java.util.Timer.class,
                                    java.io.File.class,
                                    java.io.FileInputStream.class,
                                    java.io.FileOutputStream.class,
                                    java.io.RandomAccessFile.class,
                                    java.security.SecureRandom.class,
                                    java.time.Clock.class))
                    .or(assignableTo(Executor.class))
                    .as("are clocks, threads, files, sockets or locks");

    private static final DescribedPredicate<JavaAccess<?>> READS_CLOCK_OR_CHANCE =
            calls(
                    "read a clock or throw dice",
                    access -> {
                        String owner = access.getTargetOwner().getName();
                        String name = access.getTarget().getName();
                        return switch (name) {
                            case "nanoTime", "currentTimeMillis" ->
                                    owner.equals(System.class.getName());
                            case "now" -> owner.startsWith("java.time.");
                            case "random" -> owner.equals(Math.class.getName());
                            case "randomUUID" -> owner.equals(UUID.class.getName());
                            case "<init>" ->
                                    owner.equals(Random.class.getName())
                                            && rawParameters(access).isEmpty();
                            default -> false;
                        };
                    });

    private static final DescribedPredicate<JavaAccess<?>> STARTS_THREAD =
            calls(
                    "create a thread",
                    access -> {
                        JavaClass owner = access.getTargetOwner();
                        String type = owner.getName();
                        String name = access.getTarget().getName();
                        boolean constructor = name.equals("<init>");
                        return (constructor && owner.isAssignableTo(Thread.class))
                                || (constructor
                                        && owner.isAssignableTo(Executor.class)
                                        && type.startsWith("java.util.concurrent."))
                                || (constructor
                                        && owner.isAssignableTo("io.netty.channel.EventLoopGroup"))
                                || (constructor && owner.isAssignableTo(java.util.Timer.class))
                                || (type.equals(Thread.class.getName())
                                        && List.of("ofPlatform", "ofVirtual", "startVirtualThread")
                                                .contains(name))
                                || (type.equals("java.util.concurrent.Executors")
                                        && name.startsWith("new"))
                                || (type.equals(CompletableFuture.class.getName())
                                        && name.endsWith("Async")
                                        && !takes(access, Executor.class));
                    });

    private static final DescribedPredicate<JavaAccess<?>> OPENS_FILE =
            calls(
                    "open or touch a file",
                    access -> {
                        JavaClass owner = access.getTargetOwner();
                        String name = access.getTarget().getName();
                        boolean opener =
                                Stream.of(
                                                java.io.FileInputStream.class,
                                                java.io.FileOutputStream.class,
                                                java.io.FileReader.class,
                                                java.io.FileWriter.class,
                                                java.io.RandomAccessFile.class,
                                                java.util.zip.ZipFile.class)
                                        .anyMatch(owner::isAssignableTo);
                        return owner.isEquivalentTo(java.nio.file.Files.class)
                                || (name.equals("<init>") && opener)
                                || (name.equals("open")
                                        && owner.isAssignableTo(
                                                java.nio.channels.AsynchronousFileChannel.class))
                                || (name.equals("open")
                                        && owner.isAssignableTo(
                                                java.nio.channels.FileChannel.class));
                    });

    private static DescribedPredicate<JavaAccess<?>> calls(
            String what, Predicate<JavaAccess<?>> test) {
        return DescribedPredicate.describe(what, test);
    }

    private static List<JavaClass> rawParameters(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget t
                ? t.getRawParameterTypes()
                : List.of();
    }

    private static boolean takes(JavaAccess<?> access, Class<?> type) {
        return rawParameters(access).stream().anyMatch(p -> p.isEquivalentTo(type));
    }
}
