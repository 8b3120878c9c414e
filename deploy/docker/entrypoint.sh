#!/usr/bin/env bash
# Makes server.properties of the environment as the apache/kafka image does, formats the log directories, becomes the node.
#
# KAFKA_FOO__BAR___BAZ_QUX=1 means foo_bar-baz.qux=1: one underscore is a dot, two are an underscore, three a dash.
# KAFKA_CFG_... is the same. If anything is set so, only that counts (and /mnt/shared/config/server.properties, which it
# wins over); if nothing is, the node is a cluster of its own with the distribution's server.properties.
set -euo pipefail

home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
mounted=/mnt/shared/config/server.properties
config=${ODRADEK_CONFIG_DIR:-/tmp/odradek}/server.properties
export LOG_DIR=${LOG_DIR:-/tmp/odradek/logs}
export KAFKA_LOG4J_OPTS=${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=$home/config/log4j2-console.xml}

die() { echo "$*" >&2; exit 1; }

# Variables that are about the process, not the configuration.
is_excluded() {
  case $1 in
    KAFKA_VERSION|KAFKA_HOME|KAFKA_HEAP_OPTS|KAFKA_LOG4J_OPTS|KAFKA_OPTS|KAFKA_JMX_OPTS|KAFKA_JVM_PERFORMANCE_OPTS|KAFKA_GC_LOG_OPTS) return 0 ;;
    KAFKA_LOG4J_ROOT_LOGLEVEL|KAFKA_LOG4J_LOGGERS|KAFKA_TOOLS_LOG4J_LOGLEVEL|KAFKA_JMX_HOSTNAME|KAFKA_JMX_PORT) return 0 ;;
    # Kubernetes sets these in every pod when a Service is called kafka.
    KAFKA_SERVICE_HOST|KAFKA_SERVICE_PORT*|KAFKA_PORT|KAFKA_PORT_[0-9]*) return 0 ;;
  esac
  return 1
}

# The configuration key of variable $1.
key_of() {
  local key=${1#KAFKA_}
  key=${key#CFG_}
  key=${key,,}
  key=${key//_/.}
  key=${key//.../-}
  echo "${key//../_}"
}

# The value of key $1 in the configuration file; the last one counts.
value_of() { sed -n "s/^[[:space:]]*${1//./\\.}[[:space:]]*[=:][[:space:]]*//p" "$config" | tail -n 1; }

# A value as a properties file wants it.
escape() {
  local value=${1//\\/\\\\}
  echo "${value//$'\n'/\\n}"
}

write_config() {
  local name any=no
  mkdir -p "$(dirname "$config")"
  : > "$config"
  if [ -r "$mounted" ]; then cat "$mounted" > "$config"; echo >> "$config"; any=yes; fi
  for name in $(compgen -e | grep '^KAFKA_' | sort); do
    if ! is_excluded "$name"; then
      echo "$(key_of "$name")=$(escape "${!name}")" >> "$config"
      any=yes
    fi
  done
  if [ $any = no ]; then
    grep -v '^log\.dirs=' "$home/config/server.properties" > "$config"
  fi
  # The volume, unless somebody chose something else.
  if [ -z "$(value_of log.dirs)" ] && [ -z "$(value_of log.dir)" ]; then
    echo 'log.dirs=/var/lib/kafka/data' >> "$config"
  fi
}

check_listeners() {
  local roles advertised
  roles=$(value_of process.roles | tr -d ' ')
  advertised=$(value_of advertised.listeners)
  if [ "$roles" = controller ] && [ -n "${KAFKA_ADVERTISED_LISTENERS:-}" ]; then
    die 'KAFKA_ADVERTISED_LISTENERS is set, but KAFKA_PROCESS_ROLES=controller has no listener for clients; remove one of the two.'
  fi
  if [ -z "$(value_of listeners)" ] && [ -n "$advertised" ]; then
    # Every advertised listener, on all addresses.
    echo "listeners=$(sed -E 's#://(\[[^]]*\]|[^:,]*):#://0.0.0.0:#g' <<< "$advertised")" >> "$config"
  fi
}

write_config
check_listeners
"$home/bin/kafka-storage.sh" format --ignore-formatted -t "${CLUSTER_ID:-${KAFKA_KRAFT_CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}}" -c "$config"
exec "$home/bin/kafka-server-start.sh" "$config"
