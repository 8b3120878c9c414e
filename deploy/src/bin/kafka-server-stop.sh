#!/usr/bin/env bash
# kafka-server-stop.sh [--node-id=N | --process-role=broker|controller]
# Asks the nodes that were started from this distribution to stop, all or those that match.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/odradek-env.sh"

node_id='' role=''
while [ $# -gt 0 ]; do
  case $1 in
    --node-id=*) node_id=${1#*=} ;;
    --process-role=*) role=${1#*=} ;;
    --node-id|--process-role)
      [ $# -ge 2 ] || die "$1 needs a value, for example $1=1."
      if [ "$1" = --node-id ]; then node_id=$2; else role=$2; fi
      shift ;;
    -h|--help) echo "USAGE: $0 [--node-id=<id>] [--process-role=<broker|controller>]"; exit 0 ;;
    *) die "'$1' is not an option of kafka-server-stop.sh; there are --node-id and --process-role." ;;
  esac
  shift
done
case $role in ''|broker|controller) ;; *) die "--process-role is broker or controller, not '$role'." ;; esac

# Setting $2 of the node with process id $1: its --override if there is one, else its configuration file's.
setting() {
  local pid=$1 key=$2 word config='' value='' after_main=no take=no
  while IFS= read -r -d '' word; do
    if [ "$take" = yes ]; then
      case $word in "$key="*) value=${word#*=} ;; esac
      take=no
    elif [ "$after_main" = yes ] && [ -z "$config" ]; then
      config=$word
    elif [ "$word" = io.odradek.broker.app.Main ]; then
      after_main=yes
    elif [ "$word" = --override ]; then
      take=yes
    fi
  done < "/proc/$pid/cmdline"
  if [ -z "$value" ] && [ -r "$config" ]; then
    value=$(sed -n "s/^[[:space:]]*${key//./\\.}[[:space:]]*[=:][[:space:]]*//p" "$config" | tail -n 1)
  fi
  echo "$value"
}

stopped=0
for dir in /proc/[0-9]*; do
  pid=${dir#/proc/}
  words=$(tr '\0' '\n' 2> /dev/null < "$dir/cmdline" || true)
  grep -qxF -- "-Dodradek.home=$ODRADEK_HOME" <<< "$words" || continue
  grep -qxF io.odradek.broker.app.Main <<< "$words" || continue
  if [ -n "$node_id" ] && [ "$(setting "$pid" node.id)" != "$node_id" ]; then continue; fi
  if [ -n "$role" ] && [[ ,$(setting "$pid" process.roles | tr -d ' '), != *,$role,* ]]; then continue; fi
  kill -s TERM "$pid" && stopped=$((stopped + 1))
done
if [ $stopped = 0 ]; then
  die "No kafka server to stop${node_id:+ with node.id $node_id}${role:+ with the role $role}: none that was started from $ODRADEK_HOME is running."
fi
