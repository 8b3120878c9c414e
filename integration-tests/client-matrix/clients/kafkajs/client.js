// KafkaJS: produce BOOTSTRAP TOPIC | consume BOOTSTRAP TOPIC GROUP
const { Kafka } = require('kafkajs')
const readline = require('node:readline')

const [what, bootstrap, topic, groupId] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'client-matrix', brokers: bootstrap.split(','), logLevel: 2 })

async function produce () {
  const producer = kafka.producer()
  await producer.connect()
  let failed = false
  let waiting = []
  let sending = Promise.resolve()
  // One request at a time keeps the order; each takes along what has come meanwhile. acks=all is the default.
  async function send () {
    const messages = waiting
    waiting = []
    if (messages.length === 0) return
    try {
      await producer.send({ topic, acks: -1, messages })
      for (const m of messages) console.log('acked ' + m.value)
    } catch (error) {
      failed = true
      console.error(`failed ${messages[0].value} and ${messages.length - 1} more: ${error}`)
    }
  }
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const space = line.indexOf(' ')
    waiting.push({ key: line.slice(0, space), value: line.slice(space + 1) })
    if (waiting.length === 1) sending = sending.then(send)
  }
  await sending
  await send()
  await producer.disconnect()
  process.exit(failed ? 1 : 0)
}

async function consume () {
  const consumer = kafka.consumer({ groupId })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
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
