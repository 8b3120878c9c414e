"""confluent-kafka: produce BOOTSTRAP TOPIC | consume BOOTSTRAP TOPIC GROUP."""
import sys
import threading

from confluent_kafka import Consumer, Producer


def produce(bootstrap, topic):
    failed = []
    # Without idempotence a retry may change the order.
    producer = Producer({'bootstrap.servers': bootstrap, 'acks': 'all', 'enable.idempotence': True})

    def delivered(error, message):
        if error:
            failed.append(message)
            print('failed', message.value().decode(), error, file=sys.stderr, flush=True)
        else:
            print('acked', message.value().decode(), flush=True)

    ended = threading.Event()

    def serve():
        while not ended.is_set():
            producer.poll(0.1)

    server = threading.Thread(target=serve)
    server.start()
    for line in sys.stdin:
        key, value = line.rstrip('\n').split(' ', 1)
        producer.produce(topic, key=key, value=value, on_delivery=delivered)
    left = producer.flush(60)
    ended.set()
    server.join()
    return 1 if failed or left else 0


def consume(bootstrap, topic, group):
    consumer = Consumer({'bootstrap.servers': bootstrap, 'group.id': group, 'auto.offset.reset': 'earliest'})
    consumer.subscribe([topic])
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    while not ended.is_set():
        message = consumer.poll(0.1)
        if message is None:
            continue
        if message.error():
            print(message.error(), file=sys.stderr, flush=True)
        else:
            print('read', message.partition(), message.offset(), message.value().decode(), flush=True)
    consumer.close()  # commits and leaves
    return 0


sys.exit((produce if sys.argv[1] == 'produce' else consume)(*sys.argv[2:]))
