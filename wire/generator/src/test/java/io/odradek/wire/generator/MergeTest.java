package io.odradek.wire.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;

final class MergeTest {
    @Test
    void eachVersionHasTheFieldsOfTheGenerationThatRulesIt() {
        Spec merged =
                merge(
                        spec("2-3", field("A", "0+"), field("C", "3+")),
                        spec("0-2", field("A", "1+"), field("B", "0-1"), field("C", "2+")));
        assertEquals(VersionSet.parse("0-3"), merged.versions());
        List<Field> fields = merged.root().fields();
        assertEquals(List.of("A", "B", "C"), fields.stream().map(Field::name).toList());
        // Version 2 is today's, which has no C in it, whatever yesterday said.
        assertEquals(VersionSet.parse("1-3"), fields.get(0).present());
        assertEquals(VersionSet.parse("0-1"), fields.get(1).present());
        assertEquals(VersionSet.parse("3"), fields.get(2).present());
    }

    @Test
    void aMessageThatTodayWithdrewIsYesterdaysAlone() {
        Spec merged = merge(spec("none"), spec("0-1", field("A", "0+")));
        assertEquals(VersionSet.parse("0-1"), merged.versions());
        assertNull(Merge.merge(spec("none"), spec("none")));
    }

    @Test
    void aFieldThatChangedItsTypeStopsTheBuild() {
        JsonNode today = spec("1", field("A", "0+"));
        JsonNode yesterday = spec("0", field("A", "0+").replace("int32", "int64"));
        assertThrows(IllegalStateException.class, () -> Merge.merge(today, yesterday));
    }

    @Test
    void aFieldThatMovedStopsTheBuild() {
        JsonNode today = spec("1", field("A", "0+"), field("B", "0+"));
        JsonNode yesterday = spec("0", field("B", "0+"), field("A", "0+"));
        assertThrows(IllegalStateException.class, () -> Merge.merge(today, yesterday));
    }

    private static Spec merge(JsonNode today, JsonNode yesterday) {
        return Objects.requireNonNull(Merge.merge(today, yesterday));
    }

    private static String field(String name, String versions) {
        return "{'name': '%s', 'type': 'int32', 'versions': '%s'}".formatted(name, versions);
    }

    private static JsonNode spec(String versions, String... fields) {
        String json =
                "{'type': 'data', 'name': 'M', 'validVersions': '%s', 'flexibleVersions': 'none', 'fields': [%s]}"
                        .formatted(versions, String.join(",", fields));
        try {
            return SpecJar.JSON.readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
