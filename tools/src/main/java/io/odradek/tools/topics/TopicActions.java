package io.odradek.tools.topics;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.TopicPattern;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Creates, lists, alters and deletes topics through the admin client. */
final class TopicActions {

    private static final int REPLICATION_FACTOR_MAX = Short.MAX_VALUE;

    private final Admin admin;
    private final PrintWriter out;

    TopicActions(Admin admin, PrintWriter out) {
        this.admin = admin;
        this.out = out;
    }

    /** The topic to create; what is null is left to the brokers' defaults. */
    record Creation(
            String name,
            @Nullable Integer partitions,
            @Nullable Integer replicationFactor,
            @Nullable String assignment,
            Properties configs) {}

    void create(Creation creation, boolean ifNotExists) throws Exception {
        NewTopic topic = newTopic(creation);
        if (creation.name().indexOf('.') >= 0 || creation.name().indexOf('_') >= 0) {
            out.println(
                    "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. To avoid issues it is best to use either, but not both.");
        }
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (ifNotExists && Launcher.cause(e) instanceof TopicExistsException) {
                return;
            }
            throw e;
        }
        out.printf("Created topic %s.%n", creation.name());
    }

    private static NewTopic newTopic(Creation creation) {
        Integer partitions = creation.partitions();
        if (partitions != null && partitions < 1) {
            throw new Failure("The partitions must be greater than 0");
        }
        Integer factor = creation.replicationFactor();
        if (factor != null && (factor < 1 || factor > REPLICATION_FACTOR_MAX)) {
            throw new Failure(
                    "The replication factor must be between 1 and %d inclusive"
                            .formatted(REPLICATION_FACTOR_MAX));
        }
        Map<String, String> configs = new TreeMap<>();
        creation.configs()
                .stringPropertyNames()
                .forEach(key -> configs.put(key, creation.configs().getProperty(key)));
        String assignment = creation.assignment();
        NewTopic topic =
                assignment != null
                        ? new NewTopic(creation.name(), ReplicaAssignment.parse(assignment))
                        : new NewTopic(
                                creation.name(),
                                Optional.ofNullable(partitions),
                                Optional.ofNullable(factor).map(Integer::shortValue));
        return topic.configs(configs);
    }

    void list(TopicPattern pattern) throws Exception {
        out.println(String.join(System.lineSeparator(), pattern.filter(names())));
    }

    void alter(String expression, int partitions, @Nullable String assignment, boolean ifExists)
            throws Exception {
        List<String> topics = existing(expression, ifExists);
        if (topics.isEmpty()) {
            return;
        }
        Map<String, NewPartitions> changes = new HashMap<>();
        for (TopicDescription topic : describe(topics)) {
            changes.put(topic.name(), increase(topic, partitions, assignment));
        }
        admin.createPartitions(changes).all().get();
    }

    /** An assignment lists every partition; those that exist already stay where they are. */
    private static NewPartitions increase(
            TopicDescription topic, int partitions, @Nullable String assignment) {
        if (assignment == null) {
            return NewPartitions.increaseTo(partitions);
        }
        List<List<Integer>> added =
                ReplicaAssignment.parse(assignment).values().stream()
                        .skip(topic.partitions().size())
                        .toList();
        return NewPartitions.increaseTo(partitions, added);
    }

    void delete(String expression, boolean ifExists) throws Exception {
        List<String> topics = existing(expression, ifExists);
        if (!topics.isEmpty()) {
            admin.deleteTopics(topics).all().get();
        }
    }

    private List<String> existing(String expression, boolean ifExists) throws Exception {
        return existing(expression, new TopicPattern(expression, false), ifExists);
    }

    /** The topics that match; none at all is a failure unless {@code ifExists}. */
    List<String> existing(String expression, TopicPattern pattern, boolean ifExists)
            throws Exception {
        List<String> topics = pattern.filter(names());
        if (topics.isEmpty() && !ifExists) {
            throw new Failure("Topic '%s' does not exist as expected".formatted(expression));
        }
        return topics;
    }

    private Collection<String> names() throws Exception {
        return listings().stream().map(TopicListing::name).toList();
    }

    Collection<TopicListing> listings() throws Exception {
        Future<Collection<TopicListing>> listings =
                admin.listTopics(new ListTopicsOptions().listInternal(true)).listings();
        return listings.get();
    }

    Collection<TopicDescription> describe(List<String> topics) throws Exception {
        return admin.describeTopics(topics).allTopicNames().get().values();
    }
}
