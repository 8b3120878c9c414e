package io.odradek.tools.acls;

import org.apache.kafka.common.resource.PatternType;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** What a command line of {@code kafka-acls} says about resources, principals and operations. */
final class AclOptions {

    @Option(names = "--topic", paramLabel = "<topic>", description = "Repeatable; * is every one.")
    final List<String> topics = new ArrayList<>();

    @Option(names = "--group", paramLabel = "<group>", description = "Repeatable.")
    final List<String> groups = new ArrayList<>();

    @Option(names = "--transactional-id", paramLabel = "<id>", description = "Repeatable.")
    final List<String> transactionalIds = new ArrayList<>();

    @Option(names = "--delegation-token", paramLabel = "<id>", description = "Repeatable.")
    final List<String> tokens = new ArrayList<>();

    @Option(
            names = "--user-principal",
            paramLabel = "<type:name>",
            description = "Users as resources. Repeatable.")
    final List<String> users = new ArrayList<>();

    @Option(names = "--cluster", description = "The cluster itself.")
    boolean cluster;

    @Option(
            names = "--resource-pattern-type",
            paramLabel = "<type>",
            description =
                    "literal (default), prefixed; to list and remove also any, and match, which finds all that concerns the name.")
    PatternType patternType = PatternType.LITERAL;

    @Option(names = "--allow-principal", paramLabel = "<type:name>", description = "Repeatable.")
    final List<String> allowed = new ArrayList<>();

    @Option(names = "--deny-principal", paramLabel = "<type:name>", description = "Repeatable.")
    final List<String> denied = new ArrayList<>();

    @Option(
            names = "--allow-host",
            paramLabel = "<address>",
            description = "From where the allowed may come; every host if none is given.")
    final List<String> allowedHosts = new ArrayList<>();

    @Option(
            names = "--deny-host",
            paramLabel = "<address>",
            description = "The same of the denied.")
    final List<String> deniedHosts = new ArrayList<>();

    @Option(
            names = "--operation",
            paramLabel = "<operation>",
            description = "Read, Write, Create, Delete, Alter, Describe, ... or All (default).")
    final List<String> operations = new ArrayList<>();

    @Option(names = "--producer", description = "What a producer needs.")
    boolean producer;

    @Option(names = "--consumer", description = "What a consumer in a group needs.")
    boolean consumer;

    @Option(names = "--idempotent", description = "With --producer: idempotent writes.")
    boolean idempotent;

    @Option(
            names = "--principal",
            paramLabel = "<type:name>",
            description = "With --list: only what names this principal. Repeatable.")
    final List<String> principals = new ArrayList<>();

    @Option(names = "--force", description = "With --remove: do not ask.")
    boolean force;
}
