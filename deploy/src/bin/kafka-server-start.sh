#!/usr/bin/env bash
# kafka-server-start.sh [-daemon] server.properties [--override key=value]...
# Becomes the node: this process turns into the JVM. With -daemon it leaves the node behind and returns.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/odradek-env.sh"

usage() { echo "USAGE: $0 [-daemon] server.properties [--override property=value]*"; }

daemon=no
if [ "${1:-}" = -daemon ]; then daemon=yes; shift; fi
case ${1:-} in
  -h|--help) usage; exit 0 ;;
  --version) run_tool io.odradek.tools.storage.StorageCommand --version ;;
  '') usage >&2; exit 1 ;;
  -*) echo "The configuration file comes first, but '$1' does." >&2; usage >&2; exit 1 ;;
esac
[ -r "$1" ] || die "The configuration file $1 does not exist or may not be read."
# Absolute, so that kafka-server-stop.sh can look into it.
config=$(readlink -f "$1"); shift

java=$(find_java) || exit 1
logs=${LOG_DIR:-$ODRADEK_HOME/logs}
mkdir -p "$logs" 2> /dev/null || die "The directory $logs for the node's own log cannot be made; set LOG_DIR to one that can be written."
[ -w "$logs" ] || die "The directory $logs for the node's own log cannot be written; set LOG_DIR to one that can."

# Serial collection and small objects: a node's data lives outside the heap, and little is allocated per request.
performance=${KAFKA_JVM_PERFORMANCE_OPTS:--XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData -Djava.awt.headless=true}
# Options are lists of words.
# shellcheck disable=SC2046,SC2206
command=("$java" ${KAFKA_HEAP_OPTS:--Xms32m -Xmx1g} $performance -XX:+ExitOnOutOfMemoryError
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  $(aot_options server) ${KAFKA_GC_LOG_OPTS:-} $(jmx_options) ${KAFKA_JMX_OPTS:-}
  -Dodradek.home="$ODRADEK_HOME" -Dkafka.logs.dir="$logs" ${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=$ODRADEK_HOME/config/log4j2.xml} ${KAFKA_OPTS:-}
  -cp "$(server_class_path)" io.odradek.broker.app.Main "$config" "$@")

if [ "$daemon" = yes ]; then
  nohup "${command[@]}" > "$logs/kafkaServer.out" 2>&1 < /dev/null &
else
  exec "${command[@]}"
fi
