#!/usr/bin/env bash
# Runs a class of Apache Kafka with the JVM settings of Apache's own scripts, on the jars Maven fetched.
# Brokers and storage run on 4.4.0; the command-line tools, not published at 4.4.0, run on 4.3.1 and its clients.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
java=${APACHE_KAFKA_JAVA:-java}
case $1 in
    kafka.*) libs=$here/target/libs ;;
    *) libs=${APACHE_KAFKA_TOOLS_LIBS:-$here/../../integration-tests/kafka-tools/target/libs} ;;
esac
[ -d "$libs" ] || { echo "No jars in $libs: run mvn -Pbenchmarks -DskipTests package first." >&2; exit 1; }
perf=${KAFKA_JVM_PERFORMANCE_OPTS:--server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true}
# shellcheck disable=SC2086
exec "$java" ${KAFKA_HEAP_OPTS:--Xmx256M} $perf ${KAFKA_OPTS:-} \
    -Dlog4j2.configurationFile="$here/config/${APACHE_KAFKA_LOG4J:-tools-log4j2.properties}" -cp "$libs/*" "$@"
