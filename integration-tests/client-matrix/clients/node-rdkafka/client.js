// node-rdkafka (librdkafka 2.12): produce BOOTSTRAP TOPIC | consume BOOTSTRAP TOPIC GROUP
const Kafka = require('node-rdkafka')
const readline = require('node:readline')

const [what, bootstrap, topic, group] = process.argv.slice(2)

function giveUp (error) {
  if (error) {
    console.error(error)
    process.exit(1)
  }
}

function produce () {
  // Without idempotence a retry may change the order.
  const producer = new Kafka.Producer({
    'bootstrap.servers': bootstrap, acks: 'all', 'enable.idempotence': true, dr_msg_cb: true
  })
  let failed = false
  producer.on('delivery-report', (error, report) => {
    if (error) {
      failed = true
      console.error(`failed ${report.value}: ${error}`)
    } else {
      console.log('acked ' + report.value)
    }
  })
  producer.on('event.error', error => console.error(String(error)))
  producer.on('ready', async () => {
    producer.setPollInterval(50)
    for await (const line of readline.createInterface({ input: process.stdin })) {
      const space = line.indexOf(' ')
      producer.produce(topic, null, Buffer.from(line.slice(space + 1)), line.slice(0, space))
    }
    producer.flush(60000, error => {
      if (error) {
        failed = true
        console.error(error)
      }
      producer.disconnect(() => process.exit(failed ? 1 : 0))
    })
  })
  producer.connect({}, giveUp)
}

function consume () {
  const consumer = new Kafka.KafkaConsumer({ 'bootstrap.servers': bootstrap, 'group.id': group }, { 'auto.offset.reset': 'earliest' })
  let ended = false
  // Batch by batch: in its flowing mode a disconnect hangs while records come.
  function next () {
    if (ended) {
      consumer.disconnect(() => process.exit(0))
      return
    }
    consumer.consume(100, (error, messages) => {
      if (error) console.error(String(error))
      else for (const m of messages) console.log(`read ${m.partition} ${m.offset} ${m.value}`)
      next()
    })
  }
  consumer.on('event.error', error => console.error(String(error)))
  consumer.on('ready', () => {
    consumer.setDefaultConsumeTimeout(200)
    consumer.subscribe([topic])
    next()
  })
  consumer.connect({}, giveUp)
  process.stdin.resume()
  process.stdin.on('end', () => { ended = true })
}

(what === 'produce' ? produce : consume)()
