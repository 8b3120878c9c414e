import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends the lines "KEY VALUE" of the standard input. Compiled against 0.8.2.2, so every later version runs it.
 *
 * <p>Arguments: bootstrap servers, topic, then "key=value" settings.
 */
final class Produce {
    private Produce() {}

    public static void main(String[] args) throws Exception {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", args[0]);
        settings.put("acks", "all");
        settings.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        settings.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        for (int i = 2; i < args.length; i++) {
            settings.put(args[i].split("=", 2)[0], args[i].split("=", 2)[1]);
        }
        final AtomicBoolean failed = new AtomicBoolean();
        KafkaProducer<String, String> producer = new KafkaProducer<String, String>(settings);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            final String value = line.split(" ", 2)[1];
            ProducerRecord<String, String> record =
                    new ProducerRecord<String, String>(args[1], line.split(" ", 2)[0], value);
            Callback report =
                    new Callback() {
                        @Override
                        public void onCompletion(RecordMetadata metadata, Exception error) {
                            if (error == null) {
                                System.out.println("acked " + value);
                            } else {
                                failed.set(true);
                                System.err.println("failed " + value + ": " + error);
                            }
                        }
                    };
            for (boolean taken = false; !taken; ) {
                try {
                    producer.send(record, report);
                    taken = true;
                } catch (IllegalStateException e) {
                    // KAFKA-3594: 0.9 refuses records while a batch of the partition waits for its retry.
                    System.err.println("again " + value + ": " + e);
                    Thread.sleep(20);
                }
            }
        }
        producer.close();
        System.exit(failed.get() ? 1 : 0);
    }
}
