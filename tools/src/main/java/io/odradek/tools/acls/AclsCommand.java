package io.odradek.tools.acls;

import io.odradek.tools.acls.AclPlan.Target;
import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** {@code kafka-acls.sh}. */
@Command(
        name = "kafka-acls.sh",
        sortOptions = false,
        description =
                "Show and change who may do what. Brokers of this version keep ACLs (with authorizer.class.name) and do not enforce them.")
@SuppressWarnings("UnusedVariable") // The rules look at what is given, by name.
public final class AclsCommand extends Tool {
    private static final Comparator<ResourcePattern> RESOURCES =
            Comparator.comparing(ResourcePattern::resourceType)
                    .thenComparing(ResourcePattern::name)
                    .thenComparing(ResourcePattern::patternType);

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(names = "--list", description = "Show the ACLs of the resources named, or all.")
    private boolean list;

    @Option(names = "--add", description = "Add ACLs.")
    private boolean add;

    @Option(names = "--remove", description = "Remove ACLs.")
    private boolean remove;

    @Mixin private final AclOptions options = new AclOptions();

    public static void main(String[] args) {
        Launcher.runAndExit(new AclsCommand(), args);
    }

    @Override
    public Integer call() throws Exception {
        Optional<String> complaint = AclRules.complaint(this::isGiven);
        if (complaint.isEmpty() && add) {
            complaint = AclRules.complaint(options.patternType);
        }
        if (complaint.isPresent()) {
            throw usage(complaint.get());
        }
        if (list) {
            list();
            return 0;
        }
        Map<Target, SortedSet<AccessControlEntry>> plan = AclPlan.of(options);
        try (Admin admin = connection.connect()) {
            if (add) {
                add(admin, plan);
            } else {
                remove(admin, plan);
            }
        }
        return 0;
    }

    private void list() throws ExecutionException, InterruptedException {
        List<@Nullable String> principals = new ArrayList<>();
        options.principals.forEach(p -> principals.add(AclPlan.principal(p)));
        if (principals.isEmpty()) {
            principals.add(null);
        }
        Set<Target> targets = AclPlan.targets(options);
        List<ResourcePatternFilter> resources = new ArrayList<>();
        targets.forEach(t -> resources.add(filter(t)));
        if (resources.isEmpty()) {
            resources.add(ResourcePatternFilter.ANY);
        }
        try (Admin admin = connection.connect()) {
            for (String principal : principals) {
                if (principal != null) {
                    out().println("ACLs for principal `" + principal + "`");
                }
                show(admin, resources, principal);
            }
        }
    }

    private void show(
            Admin admin, List<ResourcePatternFilter> resources, @Nullable String principal)
            throws ExecutionException, InterruptedException {
        SortedMap<ResourcePattern, SortedSet<AccessControlEntry>> found = new TreeMap<>(RESOURCES);
        for (ResourcePatternFilter resource : resources) {
            var entries =
                    new AccessControlEntryFilter(
                            principal, null, AclOperation.ANY, AclPermissionType.ANY);
            Collection<AclBinding> acls =
                    admin.describeAcls(new AclBindingFilter(resource, entries)).values().get();
            acls.forEach(
                    acl ->
                            found.computeIfAbsent(acl.pattern(), _ -> new TreeSet<>(AclPlan.ORDER))
                                    .add(acl.entry()));
        }
        found.forEach(
                (resource, entries) -> {
                    out().println("Current ACLs for resource `" + resource + "`:");
                    out().println(lines(entries));
                    out().println();
                });
    }

    private static String lines(Collection<AccessControlEntry> entries) {
        return entries.stream()
                .map(entry -> "\t" + entry)
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private void add(Admin admin, Map<Target, SortedSet<AccessControlEntry>> plan)
            throws ExecutionException, InterruptedException {
        List<AclBinding> acls = new ArrayList<>();
        plan.forEach(
                (target, entries) -> {
                    // The blanks are Apache's.
                    out().println("Adding ACLs for resource `" + target + "`: ");
                    out().println(" " + lines(entries));
                    out().println();
                    ResourcePattern pattern = AclPlan.pattern(target);
                    entries.forEach(entry -> acls.add(new AclBinding(pattern, entry)));
                });
        admin.createAcls(acls).all().get();
    }

    private void remove(Admin admin, Map<Target, SortedSet<AccessControlEntry>> plan)
            throws ExecutionException, InterruptedException, IOException {
        List<AclBindingFilter> filters = new ArrayList<>();
        for (Map.Entry<Target, SortedSet<AccessControlEntry>> each : plan.entrySet()) {
            Target target = each.getKey();
            SortedSet<AccessControlEntry> entries = each.getValue();
            String question =
                    entries.isEmpty()
                            ? "Are you sure you want to delete all ACLs for resource filter `%s`? (y/n)"
                                    .formatted(target)
                            : "Are you sure you want to remove ACLs: %n %s%n from resource filter `%s`? (y/n)"
                                    .formatted(lines(entries), target);
            if (!agreed(question)) {
                continue;
            }
            if (entries.isEmpty()) {
                filters.add(new AclBindingFilter(filter(target), AccessControlEntryFilter.ANY));
            }
            entries.forEach(e -> filters.add(new AclBindingFilter(filter(target), e.toFilter())));
        }
        if (!filters.isEmpty()) {
            admin.deleteAcls(filters).all().get();
        }
    }

    private static ResourcePatternFilter filter(Target target) {
        return new ResourcePatternFilter(target.type(), target.name(), target.pattern());
    }

    private boolean agreed(String question) throws IOException {
        if (options.force) {
            return true;
        }
        out().println(question);
        out().flush();
        // Not closed: it is the process's.
        String answer =
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))
                        .readLine();
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }
}
