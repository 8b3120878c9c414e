#!/usr/bin/env bash
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/odradek-env.sh"
run_tool io.odradek.tools.partitions.LogDirsCommand "$@"
