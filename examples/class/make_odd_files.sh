#!/usr/bin/env bash
# Makes what git cannot carry: zoe handed in a named pipe. May be run as often as you like.
set -euo pipefail
pipe="$(dirname "$0")/submissions/zoe/parameter-groups.py"
[ -p "$pipe" ] || mkfifo "$pipe"
