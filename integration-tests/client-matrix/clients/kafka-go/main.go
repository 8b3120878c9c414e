// segmentio/kafka-go: Writer and Reader.
//
//	kafka-go produce BOOTSTRAP TOPIC | kafka-go consume BOOTSTRAP TOPIC GROUP
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
	"time"

	"github.com/segmentio/kafka-go"
)

// A call waits for its batch, so a program with many small messages hands over what it has; one batch a call keeps the order.
const atOnce = 50

func main() {
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	brokers, topic := strings.Split(os.Args[2], ","), os.Args[3]
	if os.Args[1] == "produce" {
		produce(brokers, topic)
	} else {
		consume(brokers, topic, os.Args[4])
	}
}

func produce(brokers []string, topic string) {
	writer := kafka.NewWriter(kafka.WriterConfig{
		Brokers: brokers, Topic: topic, RequiredAcks: -1, Balancer: &kafka.Hash{}, BatchTimeout: 10 * time.Millisecond,
		ErrorLogger: log.New(os.Stderr, "writer: ", log.Ltime|log.Lmicroseconds)})
	lines := make(chan string, 10000)
	go func() {
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			lines <- in.Text()
		}
		close(lines)
	}()
	failed := false
	for line := range lines {
		messages := []kafka.Message{message(line)}
		for len(messages) < atOnce && len(lines) > 0 {
			messages = append(messages, message(<-lines))
		}
		if err := writer.WriteMessages(context.Background(), messages...); err != nil {
			failed = true
			log.Printf("failed %s and %d more: %v", messages[0].Value, len(messages)-1, err)
			continue
		}
		for _, m := range messages {
			fmt.Println("acked", string(m.Value))
		}
	}
	check(writer.Close())
	if failed {
		os.Exit(1)
	}
}

func message(line string) kafka.Message {
	words := strings.SplitN(line, " ", 2)
	return kafka.Message{Key: []byte(words[0]), Value: []byte(words[1])}
}

func consume(brokers []string, topic, group string) {
	reader := kafka.NewReader(kafka.ReaderConfig{
		Brokers: brokers, Topic: topic, GroupID: group, MinBytes: 1, MaxBytes: 1 << 20,
		ErrorLogger: log.New(os.Stderr, "reader: ", log.Ltime|log.Lmicroseconds)})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, err := io.Copy(ioutil.Discard, os.Stdin)
		check(err)
		cancel()
	}()
	for {
		m, err := reader.FetchMessage(ctx)
		if ctx.Err() != nil {
			break
		}
		check(err)
		fmt.Printf("read %d %d %s\n", m.Partition, m.Offset, m.Value)
		// What was read is committed, also when the end comes meanwhile.
		commit(reader, m)
	}
	check(reader.Close())
}

// All attempts of its own are on one connection, which a coordinator that dies closes; the next generation has another.
func commit(reader *kafka.Reader, m kafka.Message) {
	for attempt := 1; ; attempt++ {
		err := reader.CommitMessages(context.Background(), m)
		if err == nil {
			return
		}
		if attempt == 40 {
			check(err)
		}
		time.Sleep(250 * time.Millisecond)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
