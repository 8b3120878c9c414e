package io.odradek.tools.configs;

import io.odradek.tools.cli.Failure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The values of {@code --add-config} and {@code --delete-config}. Pure. */
final class ConfigList {
    /** A value in brackets may hold commas. */
    private static final Pattern ITEM =
            Pattern.compile("\\s*([^=,\\s]+)\\s*=\\s*(?:\\[([^\\]]*)\\]|([^,]*))\\s*(?:,|$)");

    private ConfigList() {}

    /** {@code k1=v1,k2=[v1,v2,v2],k3=v3}. */
    static Map<String, String> parse(String text) {
        Map<String, String> configs = new LinkedHashMap<>();
        Matcher matcher = ITEM.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new Failure(
                        "Invalid entity config: all configs to be added must be in the format \"key=val\" or  \"key=[val1,val2]\" to group values which contain commas: "
                                + text.substring(at));
            }
            String bracketed = matcher.group(2);
            configs.put(matcher.group(1), bracketed != null ? bracketed : matcher.group(3).strip());
            at = matcher.end();
        }
        return configs;
    }

    /** {@code k1,k2}. */
    static List<String> names(String text) {
        return Stream.of(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }
}
