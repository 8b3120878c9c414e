package io.odradek.it.arch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every rule holds in the house, and bites on the crooked sample beside this class. */
final class ArchitectureTest {
    private static final String SAMPLE = "io.odradek.it.arch.sample";

    /** A rule, and the sample's elements it must find fault with. */
    private record Check(String name, Function<House, ArchRule> rule, List<String> mustAccuse) {}

    private static final List<String> IMPURITIES =
            List.of(
                    "Impure.clock",
                    "Impure.calendar",
                    "Impure.thread",
                    "Impure.file",
                    "Impure.random",
                    "Impure.socket",
                    "Impure.lock");

    private static final List<Check> CHECKS = checks();

    @TestFactory
    Stream<DynamicTest> theHouseKeepsEveryRule() {
        JavaClasses production =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(location -> !location.contains("/odradek/it/"))
                        .importPackages("io.odradek");
        return CHECKS.stream()
                .map(
                        check ->
                                DynamicTest.dynamicTest(
                                        check.name,
                                        () ->
                                                check.rule
                                                        .apply(new House("io.odradek"))
                                                        .check(production)));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleBites() {
        JavaClasses sample = new ClassFileImporter().importPackages(SAMPLE);
        return CHECKS.stream()
                .filter(check -> !check.mustAccuse.isEmpty())
                .map(
                        check ->
                                DynamicTest.dynamicTest(
                                        check.name,
                                        () -> {
                                            var result =
                                                    check.rule
                                                            .apply(new House(SAMPLE))
                                                            .evaluate(sample);
                                            String report = result.getFailureReport().toString();
                                            check.mustAccuse.forEach(
                                                    name ->
                                                            assertTrue(
                                                                    report.contains(name),
                                                                    () ->
                                                                            name
                                                                                    + " not in "
                                                                                    + report));
                                        }));
    }

    private static List<Check> checks() {
        var checks = new ArrayList<Check>();
        arrow(checks, "log", "log.batch.KnowsRaft");
        arrow(checks, "wire", "wire.codec.KnowsDisk");
        arrow(checks, "raft", "raft.runtime.KnowsWire");
        arrow(checks, "controller", "controller.server.KnowsBroker");
        arrow(checks, "broker", "broker.api.KnowsRaft");
        arrow(checks, "tools", "tools.KnowsController");
        checks.add(
                new Check(
                        "broker knows only the controller's image",
                        House::brokerKnowsOnlyTheImage,
                        List.of("broker.api.KnowsControllerState")));
        for (String area : House.PURE) {
            checks.add(
                    new Check(
                            area + " is pure",
                            house -> house.pure(area),
                            // One rule for all areas: biting once is proof enough.
                            area.equals("raft.core") ? IMPURITIES : List.of()));
        }
        checks.add(
                new Check(
                        "threads start in shells",
                        House::threadsStartInShells,
                        List.of(
                                "StartsThreads.platform",
                                "StartsThreads.virtual",
                                "StartsThreads.pool")));
        checks.add(
                new Check(
                        "files open in log.io",
                        House::filesOpenInLogIo,
                        List.of("OpensFiles.channel", "OpensFiles.read", "OpensFiles.stream")));
        checks.add(
                new Check(
                        "no cycles between packages",
                        House::noCycles,
                        List.of("broker.quota.Quota", "broker.http.Page")));
        return List.copyOf(checks);
    }

    private static void arrow(List<Check> checks, String module, String crooked) {
        checks.add(
                new Check(
                        module + " knows only " + House.ARROWS.get(module),
                        house -> house.arrows(module),
                        List.of(crooked)));
    }
}
