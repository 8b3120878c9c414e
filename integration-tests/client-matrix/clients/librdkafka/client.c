/* librdkafka, as a C program uses it.
 *
 *   client produce BOOTSTRAP TOPIC          sends the lines "KEY VALUE" of the standard input
 *   client consume BOOTSTRAP TOPIC GROUP    reads as a member of the group until the standard input ends
 */
#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile int stopping = 0;
static int failed = 0;

static void set(rd_kafka_conf_t *conf, const char *key, const char *value) {
    char error[512];
    if (rd_kafka_conf_set(conf, key, value, error, sizeof error) != RD_KAFKA_CONF_OK) {
        fprintf(stderr, "%s\n", error);
        exit(2);
    }
}

static void delivered(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
    (void)rk;
    (void)opaque;
    if (message->err) {
        failed = 1;
        fprintf(stderr, "failed %.*s: %s\n", (int)message->len, (char *)message->payload, rd_kafka_err2str(message->err));
    } else {
        printf("acked %.*s\n", (int)message->len, (char *)message->payload);
    }
}

static rd_kafka_t *start(rd_kafka_type_t type, rd_kafka_conf_t *conf) {
    char error[512];
    rd_kafka_t *rk = rd_kafka_new(type, conf, error, sizeof error);
    if (!rk) {
        fprintf(stderr, "%s\n", error);
        exit(2);
    }
    return rk;
}

/* Reads the input and serves the delivery reports, in a thread each. */
static void *serve(void *rk) {
    while (!stopping) rd_kafka_poll(rk, 100);
    return NULL;
}

static int produce(const char *bootstrap, const char *topic) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", bootstrap);
    set(conf, "acks", "all");
    set(conf, "enable.idempotence", "true"); /* without it a retry may change the order */
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    rd_kafka_t *rk = start(RD_KAFKA_PRODUCER, conf);
    pthread_t server;
    pthread_create(&server, NULL, serve, rk);
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, stdin)) > 0) {
        if (line[length - 1] == '\n') line[--length] = 0;
        char *value = strchr(line, ' ') + 1;
        size_t key_length = value - 1 - line, value_length = strlen(value);
        rd_kafka_resp_err_t err = rd_kafka_producev(
            rk, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_KEY(line, key_length), RD_KAFKA_V_VALUE(value, value_length),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK), RD_KAFKA_V_END);
        if (err) {
            failed = 1;
            fprintf(stderr, "failed %s: %s\n", value, rd_kafka_err2str(err));
        }
    }
    rd_kafka_flush(rk, 60000);
    stopping = 1;
    pthread_join(server, NULL);
    if (rd_kafka_outq_len(rk) > 0) failed = 1;
    rd_kafka_destroy(rk);
    free(line);
    return failed;
}

static void *wait_for_end(void *unused) {
    char ignored[256];
    while (read(0, ignored, sizeof ignored) > 0) {
    }
    stopping = 1;
    return unused;
}

static int consume(const char *bootstrap, const char *topic, const char *group) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", bootstrap);
    set(conf, "group.id", group);
    set(conf, "auto.offset.reset", "earliest");
    rd_kafka_t *rk = start(RD_KAFKA_CONSUMER, conf);
    rd_kafka_poll_set_consumer(rk);
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(topics, topic, RD_KAFKA_PARTITION_UA);
    rd_kafka_resp_err_t err = rd_kafka_subscribe(rk, topics);
    if (err) {
        fprintf(stderr, "%s\n", rd_kafka_err2str(err));
        return 2;
    }
    pthread_t waiter;
    pthread_create(&waiter, NULL, wait_for_end, NULL);
    while (!stopping) {
        rd_kafka_message_t *m = rd_kafka_consumer_poll(rk, 100);
        if (!m) continue;
        if (m->err) {
            fprintf(stderr, "%s\n", rd_kafka_message_errstr(m));
        } else {
            printf("read %d %lld %.*s\n", m->partition, (long long)m->offset, (int)m->len, (char *)m->payload);
        }
        rd_kafka_message_destroy(m);
    }
    rd_kafka_consumer_close(rk); /* commits and leaves */
    rd_kafka_topic_partition_list_destroy(topics);
    rd_kafka_destroy(rk);
    return 0;
}

int main(int argc, char **argv) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 4 && !strcmp(argv[1], "produce")) return produce(argv[2], argv[3]);
    if (argc == 5 && !strcmp(argv[1], "consume")) return consume(argv[2], argv[3], argv[4]);
    fprintf(stderr, "usage: client produce BOOTSTRAP TOPIC | client consume BOOTSTRAP TOPIC GROUP\n");
    return 2;
}
