package io.odradek.it;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs many commands one after the other in one process, Apache's or ours, whichever is on its
 * class path; it needs nothing but the JDK itself. Arguments: a file of situations (two lines each:
 * the main class, its arguments separated by U+001F), and the file to write to: of each a line of
 * the status and the lengths of what came on the two streams, then both. A class with a question
 * mark before it is run again until it says that no partition moves.
 */
final class ToolRunner {
    private static final long PATIENCE_SECONDS = 40;
    private static final int TOO_LONG = -1;
    private static final String SETTLED = "No partition reassignments found.";
    private static final int ROUNDS_MAX = 100;
    private static final long ROUND_MS = 100;
    private static final String LAUNCHER = "io.odradek.tools.cli.Launcher";

    private ToolRunner() {}

    public static void main(String[] args) throws Exception {
        List<String> lines = Files.readAllLines(Path.of(args[0]));
        var answers = new StringBuilder();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            String arguments = lines.get(i + 1);
            String[] each = arguments.isEmpty() ? new String[0] : arguments.split("\u001f", -1);
            String tool = lines.get(i);
            String answer = run(tool.replace("?", ""), each);
            for (int more = 0; tool.startsWith("?") && !answer.contains(SETTLED); more++) {
                if (more == ROUNDS_MAX) {
                    throw new IllegalStateException("partitions move without end: " + answer);
                }
                Thread.sleep(ROUND_MS);
                answer = run(tool.replace("?", ""), each);
            }
            answers.append(answer);
        }
        Files.writeString(Path.of(args[1]), answers);
        Runtime.getRuntime().halt(0);
    }

    private static String run(String tool, String... args) throws Exception {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        int status;
        try {
            status = status(tool, args);
        } finally {
            System.out.flush();
            System.err.flush();
            System.setOut(realOut);
            System.setErr(realErr);
        }
        String said = out.toString(StandardCharsets.UTF_8);
        String complained = err.toString(StandardCharsets.UTF_8);
        return "%d %d %d%n%s%s%n"
                .formatted(status, said.length(), complained.length(), said, complained);
    }

    /** As its main would, but for the end of the process. */
    private static int ours(String tool, String... args) throws ReflectiveOperationException {
        Constructor<?> command = Class.forName(tool).getDeclaredConstructor();
        String[] given = args;
        if (tool.endsWith(".ConfigsCommand")) {
            Method normalised =
                    Class.forName("io.odradek.tools.configs.Entities")
                            .getDeclaredMethod("normalised", String[].class);
            normalised.setAccessible(true);
            given = (String[]) normalised.invoke(null, (Object) args);
        }
        Method run =
                Class.forName(LAUNCHER)
                        .getMethod(
                                "run",
                                Callable.class,
                                PrintWriter.class,
                                PrintWriter.class,
                                String[].class);
        return (int)
                run.invoke(
                        null,
                        command.newInstance(),
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                        given);
    }

    /** Whoever asks for the end of the process is not heard of again; the others get none. */
    private static void deafen(SynchronousQueue<Integer> end) throws ReflectiveOperationException {
        Class<?> exit = Class.forName("org.apache.kafka.common.utils.Exit");
        Class<?> procedure = Class.forName("org.apache.kafka.common.utils.Exit$Procedure");
        Object stop =
                Proxy.newProxyInstance(
                        procedure.getClassLoader(),
                        new Class<?>[] {procedure},
                        (_, _, with) -> {
                            end.put((Integer) with[0]);
                            new CountDownLatch(1).await();
                            return null;
                        });
        exit.getMethod("setExitProcedure", procedure).invoke(null, stop);
    }

    private static int apaches(String tool, String... args) throws ReflectiveOperationException {
        try {
            Class.forName(tool).getMethod("main", String[].class).invoke(null, (Object) args);
            return 0;
        } catch (InvocationTargetException e) {
            e.getTargetException().printStackTrace();
            return 1;
        }
    }

    private static int status(String tool, String... args) throws Exception {
        var end = new SynchronousQueue<Integer>();
        boolean ours = tool.startsWith("io.odradek");
        if (!ours) {
            deafen(end);
        }
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                end.put(ours ? ours(tool, args) : apaches(tool, args));
                            } catch (ReflectiveOperationException | InterruptedException e) {
                                throw new IllegalStateException(tool, e);
                            }
                        });
        Integer status = end.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return status == null ? TOO_LONG : status;
    }
}
