#!/usr/bin/env bash
# Locks what pyproject.toml asks for, with hashes and without any registry address; `--upgrade` takes the newest versions that fit.
set -euo pipefail
. "$(dirname "$0")/common.sh"

scripts/install.sh
uv=.tools/bin/uv
"$uv" --version >/dev/null 2>&1 || uv=uv
"$uv" pip compile pyproject.toml --group bot --group actions --group web --group test --python .venv/bin/python \
  --python-version 3.10 --python-platform x86_64-manylinux_2_28 --generate-hashes --no-header --quiet -o requirements.lock "$@"
if grep -n '://' requirements.lock; then
  die "lock: requirements.lock holds an address (above); take the package that brings it out of pyproject.toml."
fi
say "locked $(grep -c '==' requirements.lock) packages"
