#!/usr/bin/env bash
# Trains the Rasa model when what it is made from has changed. Encoder and code heads are in the repository; tuning/tune.sh makes them.
set -euo pipefail
. "$(dirname "$0")/common.sh"

stamp=models/inputs.sha256
wanted="$(fingerprint config.yml domain.yml data dyad/nlu dyad/language requirements.lock)"
if [ -s models/dyad.tar.gz ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
  say "models: nothing changed"
  exit
fi
rm -rf "$stamp" .rasa/cache # Rasa's cache does not know that the encoder's weights are an input
mkdir -p models
say "training the Rasa model (one to four minutes)"
# `make test` validates; here it would warn that no story names the intents, which is meant to be so.
.venv/bin/rasa train --config config.yml --domain domain.yml --data data --fixed-model-name dyad --out models --skip-validation
echo "$wanted" >"$stamp"
