package io.odradek.tools.cli;

import org.apache.kafka.common.utils.internals.AppInfoParser;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String own = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "Odradek %s (Kafka clients %s)"
                    .formatted(own == null ? "development" : own, AppInfoParser.getVersion())
        };
    }
}
