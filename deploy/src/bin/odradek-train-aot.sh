#!/usr/bin/env bash
# Makes libs/server.aot and libs/tools.aot: what the JVM learned in a short life of a throw-away node and of a command. Later starts
# begin with that knowledge. To be run again after a change of jars, Java or JVM options. Needs about half a minute, and no free port.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/odradek-env.sh"

[ -w "$ODRADEK_HOME/libs" ] || die "$ODRADEK_HOME/libs cannot be written."
work=$(mktemp -d)
node=''
cleanup() { [ -z "$node" ] || kill -s KILL "$node" 2> /dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
rm -f "$ODRADEK_HOME/libs/server.aot" "$ODRADEK_HOME/libs/tools.aot"

# Two ports that nobody listens to.
ports=()
while [ ${#ports[@]} -lt 2 ]; do
  p=$((20000 + RANDOM % 12000))
  (: < "/dev/tcp/127.0.0.1/$p") 2> /dev/null || ports+=("$p")
done
cat > "$work/server.properties" <<EOF
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${ports[1]}
listeners=PLAINTEXT://127.0.0.1:${ports[0]},CONTROLLER://127.0.0.1:${ports[1]}
controller.listener.names=CONTROLLER
log.dirs=$work/data
EOF
bin=$ODRADEK_HOME/bin
"$bin/kafka-storage.sh" format -t "$("$bin/kafka-storage.sh" random-uuid)" -c "$work/server.properties" > /dev/null

echo 'Training a node'
LOG_DIR=$work/logs KAFKA_OPTS="-XX:AOTCacheOutput=$ODRADEK_HOME/libs/server.aot ${KAFKA_OPTS:-}" \
  "$bin/kafka-server-start.sh" "$work/server.properties" > "$work/node.log" 2>&1 &
node=$!
server=127.0.0.1:${ports[0]}
"$bin/odradek-demo.sh" await --bootstrap-server "$server" --brokers 1 || { tail -n 20 "$work/node.log" >&2; exit 1; }
"$bin/kafka-topics.sh" --bootstrap-server "$server" --create --topic train --partitions 3 > /dev/null
seq 1 2000 | "$bin/kafka-console-producer.sh" --bootstrap-server "$server" --topic train
"$bin/kafka-console-consumer.sh" --bootstrap-server "$server" --topic train --from-beginning --max-messages 2000 > /dev/null 2>&1

echo 'Training the commands'
KAFKA_OPTS="-XX:AOTCacheOutput=$ODRADEK_HOME/libs/tools.aot ${KAFKA_OPTS:-}" \
  "$bin/kafka-topics.sh" --bootstrap-server "$server" --describe > "$work/tools.log"

kill -s TERM "$node"
wait "$node" || true
node=''
for cache in server tools; do
  [ -r "$ODRADEK_HOME/libs/$cache.aot" ] || die "The JVM made no $cache.aot; what it said: $(tail -n 5 "$work/node.log" "$work/tools.log")"
done
ls -l "$ODRADEK_HOME"/libs/*.aot
