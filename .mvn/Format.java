import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Formats ({@code apply}) or checks ({@code check}) every Java file under the modules' {@code src}
 * folders, in google-java-format's AOSP style. {@code check} never writes.
 */
final class Format {
    private static final JavaFormatterOptions.Style STYLE = JavaFormatterOptions.Style.AOSP;

    public static void main(String[] args) throws Exception {
        boolean apply = args[0].equals("apply");
        var formatter =
                new Formatter(JavaFormatterOptions.builder().style(STYLE).build());
        List<Path> files;
        try (var tree = Files.walk(Path.of(""))) {
            files =
                    tree.filter(f -> f.toString().endsWith(".java"))
                            .filter(f -> f.toString().contains("/src/"))
                            .filter(f -> !f.toString().contains("/target/"))
                            .toList();
        }
        var wrong = new AtomicInteger();
        files.parallelStream()
                .forEach(
                        file -> {
                            try {
                                String source = Files.readString(file);
                                String unused = RemoveUnusedImports.removeUnusedImports(source);
                                String ordered = ImportOrderer.reorderImports(unused, STYLE);
                                String formatted = formatter.formatSource(ordered);
                                if (formatted.equals(source)) {
                                    return;
                                }
                                wrong.incrementAndGet();
                                if (apply) {
                                    Files.writeString(file, formatted);
                                }
                                System.out.println((apply ? "formatted " : "not formatted: ") + file);
                            } catch (Exception e) {
                                wrong.incrementAndGet();
                                System.out.println("cannot format " + file + ": " + e);
                            }
                        });
        if (!apply && wrong.get() > 0) {
            System.out.println(wrong.get() + " file(s) to format; run: mvn -N validate exec:exec@format");
            System.exit(1);
        }
    }
}
