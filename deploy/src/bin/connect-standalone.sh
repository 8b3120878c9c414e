#!/usr/bin/env bash
# connect-standalone.sh [-daemon] connect-standalone.properties [connector1.properties connector2.json ...]
# One Kafka Connect worker of Apache's, with its own libraries in libs/connect. Becomes the worker.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/odradek-env.sh"

usage() { echo "USAGE: $0 [-daemon] connect-standalone.properties [connector1.properties connector2.json ...]"; }

daemon=no
if [ "${1:-}" = -daemon ]; then daemon=yes; shift; fi
case ${1:-} in
  -h|--help) usage; exit 0 ;;
  '') usage >&2; exit 1 ;;
esac
for file in "$@"; do
  [ -r "$file" ] || die "The configuration file $file does not exist or may not be read."
done

java=$(find_java) || exit 1
logs=${LOG_DIR:-$ODRADEK_HOME/logs}
mkdir -p "$logs" 2> /dev/null || die "The directory $logs for the worker's log cannot be made; set LOG_DIR to one that can be written."
# Options are lists of words.
# shellcheck disable=SC2046,SC2206
command=("$java" ${KAFKA_HEAP_OPTS:--Xms64m -Xmx2g} ${KAFKA_JVM_PERFORMANCE_OPTS:--XX:+UseSerialGC -Djava.awt.headless=true}
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow $(jmx_options)
  -Dkafka.logs.dir="$logs" ${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=$ODRADEK_HOME/config/connect-log4j2.xml} ${KAFKA_OPTS:-}
  -cp "$ODRADEK_HOME/libs/connect/*${CLASSPATH:+:$CLASSPATH}" org.apache.kafka.connect.cli.ConnectStandalone "$@")

if [ "$daemon" = yes ]; then
  nohup "${command[@]}" > "$logs/connectStandalone.out" 2>&1 < /dev/null &
else
  exec "${command[@]}"
fi
