# Sourced by every script here: finds the distribution, a Java 25 and the class path. Starts no process but, at most, `java -version`.

ODRADEK_JAVA_MIN=25

odradek_home() {
  local self=${BASH_SOURCE[0]}
  while [ -L "$self" ]; do
    local target; target=$(readlink "$self")
    case $target in /*) self=$target ;; *) self=$(dirname "$self")/$target ;; esac
  done
  cd "$(dirname "$self")/.." > /dev/null && pwd -P
}
ODRADEK_HOME=$(odradek_home)

die() { echo "$*" >&2; exit 1; }

# The major version of the Java in directory $1, or nothing.
java_major() {
  local version=
  [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  fi
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
  fi
  echo "$version"
}

new_enough() {
  local major; major=$(java_major "$1")
  [ -n "$major" ] && [ "$major" -ge "$ODRADEK_JAVA_MIN" ]
}

# Prints the java command to use: JAVA_HOME, else the one on the PATH, else any on this machine, if it is new enough.
find_java() {
  local home on_path candidate
  if [ -n "${JAVA_HOME:-}" ] && new_enough "$JAVA_HOME"; then
    echo "$JAVA_HOME/bin/java"; return
  fi
  on_path=$(command -v java || true)
  if [ -n "$on_path" ]; then
    on_path=$(readlink -f "$on_path")
    home=$(dirname "$(dirname "$on_path")")
    if new_enough "$home"; then echo "$on_path"; return; fi
  fi
  for candidate in $(compgen -v | grep -E '^(JAVA_HOME|JDK|JRE)_?(2[5-9]|[3-9][0-9])' || true); do
    if new_enough "${!candidate}"; then echo "${!candidate}/bin/java"; return; fi
  done
  for candidate in /usr/lib/jvm/* /opt/java/* /opt/jdk* /opt/*jdk* /opt/*jre* /usr/java/* /usr/local/lib/jvm/* \
      "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -d "$candidate" ] && new_enough "$candidate"; then echo "$candidate/bin/java"; return; fi
  done
  die "Odradek needs Java $ODRADEK_JAVA_MIN or newer and found none (looked at JAVA_HOME, the PATH, /usr/lib/jvm, /opt, ~/.sdkman and ~/.jdks). Install one, or set JAVA_HOME to it."
}

# The jars of a node: all but those that only the commands use. Jars alone and always in one order, as the AOT cache asks.
server_class_path() {
  local LC_ALL=C jar path=
  for jar in "$ODRADEK_HOME"/libs/*.jar; do
    case ${jar##*/} in
      kafka-clients-*|picocli-*|slf4j-simple-*|odradek-tools-*|connect-file-*) ;;
      *) path=$path:$jar ;;
    esac
  done
  echo "${path#:}${CLASSPATH:+:$CLASSPATH}"
}

# The jars of the commands: few, because a command lives for a second.
tools_class_path() {
  local LC_ALL=C jar path=
  for jar in "$ODRADEK_HOME"/libs/*.jar; do
    case ${jar##*/} in
      odradek-tools-*|odradek-log-storage-*|odradek-wire-*|kafka-clients-*|picocli-*|re2j-*|slf4j-api-*|slf4j-simple-*|zstd-jni-*|lz4-java-*|snappy-java-*)
        path=$path:$jar ;;
    esac
  done
  echo "${path#:}${CLASSPATH:+:$CLASSPATH}"
}

jmx_options() {
  [ -n "${JMX_PORT:-}" ] || return 0
  echo "-Dcom.sun.management.jmxremote -Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false -Dcom.sun.management.jmxremote.port=$JMX_PORT -Dcom.sun.management.jmxremote.rmi.port=$JMX_PORT"
}

# Runs the command with main class $1 in place of this script.
run_tool() {
  local java; java=$(find_java) || exit 1
  # Options are lists of words.
  # shellcheck disable=SC2046,SC2086
  exec "$java" ${KAFKA_HEAP_OPTS:--Xmx256m} ${KAFKA_JVM_PERFORMANCE_OPTS:--XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData} \
    --enable-native-access=ALL-UNNAMED $(aot_options tools) $(jmx_options) ${KAFKA_LOG4J_OPTS:-} ${KAFKA_OPTS:-} \
    -cp "$(tools_class_path)" "$@"
}

# The cache $1 (server or tools) that odradek-train-aot.sh made, if it did; a Java or class path it does not fit ignores it.
aot_options() {
  local cache=$ODRADEK_HOME/libs/$1.aot
  [ -r "$cache" ] && echo "-XX:AOTCache=$cache -Xlog:aot=off -Xlog:cds=off" || true
}
