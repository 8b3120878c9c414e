import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * A member of a group, until the standard input ends. Compiled against 0.9.0.1; what changed its signature since is called by
 * its name: subscribe (List, then Collection) and poll (milliseconds, then Duration).
 *
 * <p>Arguments: bootstrap servers, topic, group, then "key=value" settings.
 */
final class Consume {
    private static volatile boolean stopping;

    private Consume() {}

    public static void main(String[] args) throws Exception {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", args[0]);
        settings.put("group.id", args[2]);
        settings.put("auto.offset.reset", "earliest");
        settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        settings.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        for (int i = 3; i < args.length; i++) {
            settings.put(args[i].split("=", 2)[0], args[i].split("=", 2)[1]);
        }
        Thread end =
                new Thread() {
                    @Override
                    public void run() {
                        try {
                            while (System.in.read() >= 0) {}
                        } catch (java.io.IOException e) {
                            e.printStackTrace();
                        }
                        stopping = true;
                    }
                };
        end.setDaemon(true);
        end.start();
        KafkaConsumer<String, String> consumer = new KafkaConsumer<String, String>(settings);
        try {
            named("subscribe", 1, null).invoke(consumer, Collections.singletonList(args[1]));
            Method poll = poll();
            Object wait = poll.getParameterTypes()[0] == long.class ? 200L : java.time.Duration.ofMillis(200);
            while (!stopping) {
                ConsumerRecords<?, ?> records = (ConsumerRecords<?, ?>) poll.invoke(consumer, wait);
                for (ConsumerRecord<?, ?> r : records) {
                    System.out.println("read " + r.partition() + " " + r.offset() + " " + r.value());
                }
            }
            consumer.commitSync();
        } catch (InvocationTargetException e) {
            e.getCause().printStackTrace();
            System.exit(1);
        }
        consumer.close();
    }

    private static Method poll() {
        try {
            return KafkaConsumer.class.getMethod("poll", Class.forName("java.time.Duration"));
        } catch (ReflectiveOperationException e) {
            return named("poll", 1, long.class);
        }
    }

    /** The public method of that name; {@code type} null means a List or a Collection. */
    private static Method named(String name, int parameters, Class<?> type) {
        for (Method m : KafkaConsumer.class.getMethods()) {
            if (m.getName().equals(name) && m.getParameterTypes().length == parameters) {
                Class<?> first = m.getParameterTypes()[0];
                if (type == null ? java.util.Collection.class.isAssignableFrom(first) : first == type) {
                    return m;
                }
            }
        }
        throw new AssertionError("no " + name);
    }
}
