#!/usr/bin/env bash
# Grades the sample class and writes its report to the folder given; the whole main job on real input.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:?"usage: scripts/demo.sh FOLDER"}
quizkit=.venv/bin/quizkit

examples/class/make_odd_files.sh
rm -rf -- "$out"
"$quizkit" grade pytorch/weight-decay examples/class/submissions -o "$out"
