// @platformatic/kafka: produce BOOTSTRAP TOPIC | consume BOOTSTRAP TOPIC GROUP
import { Consumer, ProduceAcks, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka'
import readline from 'node:readline'

const [what, bootstrap, topic, groupId] = process.argv.slice(2)
const common = { clientId: 'client-matrix', bootstrapBrokers: bootstrap.split(',') }

async function produce () {
  const producer = new Producer({ ...common, serializers: stringSerializers })
  let failed = false
  let waiting = []
  let sending = Promise.resolve()
  // One request at a time keeps the order; each takes along what has come meanwhile.
  async function send () {
    const messages = waiting
    waiting = []
    if (messages.length === 0) return
    // A call tries for three seconds with the leaders it knew when it began; the next one asks for them anew.
    for (let attempt = 1; ; attempt++) {
      try {
        await producer.send({ messages, acks: ProduceAcks.ALL })
        for (const m of messages) console.log('acked ' + m.value)
        return
      } catch (error) {
        if (attempt === 5) {
          failed = true
          console.error(`failed ${messages[0].value} and ${messages.length - 1} more:`, error)
          return
        }
        console.error(`attempt ${attempt}:`, error.message)
      }
    }
  }
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const space = line.indexOf(' ')
    waiting.push({ topic, key: line.slice(0, space), value: line.slice(space + 1) })
    if (waiting.length === 1) sending = sending.then(send)
  }
  await sending
  await send()
  await producer.close()
  process.exit(failed ? 1 : 0)
}

// What the library throws where nobody can catch it; whoever is at work says what that means for it.
let broken = error => { throw error }
process.on('uncaughtException', error => broken(error))

// The library never asks again who the coordinator is, so leaving fails for good when that one died. Such a member
// is abandoned: it sends no more heartbeats once it has tried to leave, and its session ends.
async function close (consumer) {
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      return await consumer.close(true)
    } catch (error) {
      console.error(`closing, attempt ${attempt}:`, error)
      await new Promise(resolve => setTimeout(resolve, 250))
    }
  }
}

async function consume () {
  let ended = false
  const end = new Promise(resolve => process.stdin.resume().on('end', resolve)).then(() => { ended = true })
  while (!ended) {
    // Sessions of a minute, its default, would keep the next member waiting longer than its requests last.
    const consumer = new Consumer({
      ...common, groupId, deserializers: stringDeserializers, sessionTimeout: 10_000, rebalanceTimeout: 15_000
    })
    consumer.on('error', error => console.error(error))
    const failure = new Promise((resolve, reject) => { broken = reject })
    try {
      const stream = await Promise.race([
        consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest', autocommit: true }),
        failure
      ])
      stream.on('data', m => console.log(`read ${m.partition} ${m.offset} ${m.value}`))
      // A commit that a rebalance overtook ends the stream: the program joins again.
      stream.on('error', broken)
      await Promise.race([end, failure])
      await stream.close()
      await consumer.close()
    } catch (error) {
      console.error(error)
      // It has failed already: what comes of it now is only to be read.
      broken = later => console.error(later)
      await close(consumer)
    }
  }
  process.exit(0)
}

await (what === 'produce' ? produce : consume)()
