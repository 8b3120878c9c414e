// @confluentinc/kafka-javascript (librdkafka 2.15), by its promise API: produce BOOTSTRAP TOPIC | consume BOOTSTRAP TOPIC GROUP
const { Kafka } = require('@confluentinc/kafka-javascript').KafkaJS
const readline = require('node:readline')

const [what, bootstrap, topic, groupId] = process.argv.slice(2)
const kafka = new Kafka({ kafkaJS: { brokers: bootstrap.split(',') } })

async function produce () {
  // Without idempotence a retry may change the order.
  const producer = kafka.producer({ kafkaJS: { acks: -1, idempotent: true } })
  await producer.connect()
  let failed = false
  const sent = []
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const space = line.indexOf(' ')
    const value = line.slice(space + 1)
    sent.push(producer.send({ topic, messages: [{ key: line.slice(0, space), value }] }).then(
      () => console.log('acked ' + value),
      error => {
        failed = true
        console.error(`failed ${value}: ${error}`)
      }))
  }
  await Promise.all(sent)
  await producer.disconnect()
  process.exit(failed ? 1 : 0)
}

async function consume () {
  const consumer = kafka.consumer({ kafkaJS: { groupId, fromBeginning: true } })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic] })
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      console.log(`read ${partition} ${message.offset} ${message.value}`)
    }
  })
  process.stdin.resume()
  process.stdin.on('end', async () => {
    await consumer.disconnect()
    process.exit(0)
  })
}

(what === 'produce' ? produce : consume)().catch(error => {
  console.error(error)
  process.exit(1)
})
