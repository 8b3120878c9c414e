// Shopify's Sarama 1.22, as a program of 2019 uses it.
//
//	sarama 0.8.2.0 produce|consume ...  sarama.NewConfig() with its own version, the oldest: no groups, so the
//	                                    consumer reads every partition from OffsetOldest
//	sarama 2.2.0 produce|consume ...    the newest version it knows, and its consumer group
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/ioutil"
	"log"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/Shopify/sarama"
)

func main() {
	sarama.Logger = log.New(os.Stderr, "", log.Ltime|log.Lmicroseconds)
	version, what, brokers, topic := os.Args[1], os.Args[2], strings.Split(os.Args[3], ","), os.Args[4]
	config := sarama.NewConfig()
	if version != "0.8.2.0" {
		parsed, err := sarama.ParseKafkaVersion(version)
		check(err)
		config.Version = parsed
	}
	switch {
	case what == "produce":
		produce(brokers, topic, config)
	case version == "0.8.2.0":
		consumePartitions(brokers, topic, config)
	default:
		consumeGroup(brokers, topic, os.Args[5], config)
	}
}

func produce(brokers []string, topic string, config *sarama.Config) {
	config.Producer.RequiredAcks = sarama.WaitForAll
	config.Producer.Return.Successes = true // the sync producer insists
	config.Producer.Retry.Max = 50          // its default gives up after 0.3 s
	producer, err := sarama.NewSyncProducer(brokers, config)
	check(err)
	failed := false
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.SplitN(lines.Text(), " ", 2)
		message := &sarama.ProducerMessage{
			Topic: topic, Key: sarama.StringEncoder(words[0]), Value: sarama.StringEncoder(words[1])}
		if _, _, err := producer.SendMessage(message); err != nil {
			failed = true
			log.Printf("failed %s: %v", words[1], err)
		} else {
			fmt.Println("acked", words[1])
		}
	}
	check(producer.Close())
	if failed {
		os.Exit(1)
	}
}

func consumePartitions(brokers []string, topic string, config *sarama.Config) {
	consumer, err := sarama.NewConsumer(brokers, config)
	check(err)
	partitions, err := consumer.Partitions(topic)
	check(err)
	var readers sync.WaitGroup
	var open []sarama.PartitionConsumer
	for _, p := range partitions {
		reader, err := consumer.ConsumePartition(topic, p, sarama.OffsetOldest)
		check(err)
		open = append(open, reader)
		readers.Add(1)
		go func() {
			defer readers.Done()
			for m := range reader.Messages() {
				fmt.Printf("read %d %d %s\n", m.Partition, m.Offset, m.Value)
			}
		}()
	}
	untilEnd()
	for _, reader := range open {
		check(reader.Close())
	}
	readers.Wait()
	check(consumer.Close())
}

type handler struct{}

func (handler) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (handler) Cleanup(sarama.ConsumerGroupSession) error { return nil }
func (handler) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for m := range claim.Messages() {
		fmt.Printf("read %d %d %s\n", m.Partition, m.Offset, m.Value)
		session.MarkMessage(m, "")
	}
	return nil
}

func consumeGroup(brokers []string, topic, name string, config *sarama.Config) {
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	client, err := sarama.NewClient(brokers, config)
	check(err)
	group, err := sarama.NewConsumerGroupFromClient(name, client)
	check(err)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		untilEnd()
		cancel()
	}()
	for ctx.Err() == nil {
		if err := group.Consume(ctx, []string{topic}, handler{}); err != nil {
			log.Printf("consume: %v", err)
			// It keeps asking a coordinator that is gone until it is told to look for the new one.
			if err := client.RefreshCoordinator(name); err != nil {
				log.Printf("coordinator: %v", err)
			}
			time.Sleep(250 * time.Millisecond)
		}
	}
	check(group.Close())
	check(client.Close())
}

func untilEnd() {
	_, err := io.Copy(ioutil.Discard, os.Stdin)
	check(err)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
