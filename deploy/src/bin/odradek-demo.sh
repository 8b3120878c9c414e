#!/usr/bin/env bash
# What deploy/local-cluster runs: `await` until the brokers are there, `run` the demonstration.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/odradek-env.sh"
run_tool io.odradek.tools.demo.DemoCommand "$@"
