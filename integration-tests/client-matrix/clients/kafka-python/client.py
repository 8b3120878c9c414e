"""kafka-python: VERSION produce BOOTSTRAP TOPIC | VERSION consume BOOTSTRAP TOPIC GROUP; VERSION is "detect" or like 0.11.5."""
import logging
import sys
import threading

from kafka import KafkaConsumer, KafkaProducer


def produce(settings, topic):
    failed = []
    # Its default gives up at the first error (retries=0), and with more in flight a retry may change the order.
    producer = KafkaProducer(acks='all', retries=1000, max_in_flight_requests_per_connection=1, **settings)

    def report(value):
        def acked(_):
            print('acked', value, flush=True)

        def refused(error):
            failed.append(value)
            print('failed', value, repr(error), file=sys.stderr, flush=True)

        return acked, refused

    for line in sys.stdin:
        key, value = line.rstrip('\n').split(' ', 1)
        acked, refused = report(value)
        producer.send(topic, key=key.encode(), value=value.encode()).add_callback(acked).add_errback(refused)
    producer.flush(60)
    producer.close()
    return 1 if failed else 0


def consume(settings, topic, group):
    consumer = KafkaConsumer(topic, group_id=group, auto_offset_reset='earliest', **settings)
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    while not ended.is_set():
        for records in consumer.poll(timeout_ms=200).values():
            for record in records:
                print('read', record.partition, record.offset, record.value.decode(), flush=True)
    consumer.commit()
    consumer.close()
    return 0


logging.basicConfig(level=logging.WARNING, format='%(asctime)s %(name)s %(levelname)s %(message)s')
version, what, bootstrap = sys.argv[1:4]
common = {'bootstrap_servers': bootstrap.split(',')}
if version != 'detect':
    common['api_version'] = tuple(int(n) for n in version.split('.'))
sys.exit((produce if what == 'produce' else consume)(common, *sys.argv[4:]))
