#!/usr/bin/env bash
# What deploy/local-cluster runs: `await` until the brokers are there, `run` the demonstration.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/odradek-env.sh"
# A node is killed on purpose; what the clients have to say about it is not the news.
KAFKA_OPTS="-Dorg.slf4j.simpleLogger.defaultLogLevel=error ${KAFKA_OPTS:-}"
run_tool io.odradek.tools.demo.DemoCommand "$@"
