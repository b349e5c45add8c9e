#!/usr/bin/env bash
# Makes .venv hold quizkit with the given extras, and whatever of the system that needs; does nothing if it already does.
set -euo pipefail
cd "$(dirname "$0")/.."
extras=${1:?"usage: scripts/setup.sh EXTRA[,EXTRA...]"}

fail() { echo "quizkit set-up: $*" >&2; exit 1; }

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && usable "$candidate"; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  return 1
}

apt_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo "quizkit set-up: installing $* with apt-get" >&2
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

if ! python=$(find_python); then
  apt_install python3 python3-venv || fail "Python 3.11 or newer is needed; install it (Debian: apt install python3 python3-venv) and run this again."
  python=$(find_python) || fail "this system's Python is older than 3.11; install a newer one and run this again with PYTHON=/path/to/it."
fi

stamp=.venv/.quizkit-set-up
wanted="$extras $(cat pyproject.toml constraints.txt | sha256sum | cut -d' ' -f1) $PWD"
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then exit 0; fi
# A set-up with more extras serves whoever needs fewer.
if [ -x .venv/bin/python ] && [ "$extras" = torch ] && [ "$(cat "$stamp" 2>/dev/null)" = "torch,dev ${wanted#* }" ]; then exit 0; fi

if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
  "$python" -c 'import ensurepip, venv' 2>/dev/null || apt_install python3-venv \
    || fail "Python's venv module is missing; install it (Debian: apt install python3-venv) and run this again."
  echo "quizkit set-up: making .venv" >&2
  rm -rf .venv
  "$python" -m venv .venv
fi
echo "quizkit set-up: installing quizkit[$extras] into .venv (a minute or two the first time)" >&2
if ! log=$(.venv/bin/python -m pip install --disable-pip-version-check -q -c constraints.txt -e ".[$extras]" 2>&1); then
  echo "$log" >&2
  fail "pip could not install the packages (its words are above); check the connection to the package index and run this again."
fi
echo "$wanted" > "$stamp"
