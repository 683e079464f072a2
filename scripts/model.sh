#!/usr/bin/env bash
# Trains the Rasa model and the code heads when what they are made from has changed.
set -euo pipefail
. "$(dirname "$0")/common.sh"

stamp=models/inputs.sha256
wanted="$(fingerprint config.yml domain.yml data corpus dyad/nlu dyad/language dyad/scoring requirements.lock)"
if [ -s models/dyad.tar.gz ] && [ -s models/code-heads.npz ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
  say "models: nothing changed"
  exit
fi
rm -f "$stamp"
mkdir -p models
say "training the Rasa model and, beside it, the code heads (one to four minutes)"
.venv/bin/dyad train-codes --out models/code-heads.npz &
heads=$!
trap 'kill "$heads" 2>/dev/null || true' EXIT
# `make test` validates; here it would warn that no story names the intents, which is meant to be so.
.venv/bin/rasa train --config config.yml --domain domain.yml --data data --fixed-model-name dyad --out models --skip-validation
wait "$heads"
echo "$wanted" >"$stamp"
