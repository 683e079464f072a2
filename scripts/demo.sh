#!/usr/bin/env bash
# Fills a database of its own with simulated visits and shows the site on it; the bot is not started, so pages are for reading.
set -euo pipefail
. "$(dirname "$0")/common.sh"

port_is_free "$DYAD_WEB_PORT" ||
  die "demo: port $DYAD_WEB_PORT is taken. Stop what uses it, or choose another: DYAD_WEB_PORT=$((DYAD_WEB_PORT + 100)) make demo"
scripts/install.sh
make_secret
DYAD_DATABASE_URL="sqlite:///$(cd "$DYAD_VAR" && pwd)/demo.sqlite3"
export DYAD_DATABASE_URL
say "preparing the demo's own database, $DYAD_VAR/demo.sqlite3"
.venv/bin/python web/manage.py migrate --verbosity 0
say "demo accounts (each password is shown once) and ${1:-300} simulated visits, which take a few minutes the first time"
scripts/model.sh
.venv/bin/python web/manage.py seed_demo --visits "${1:-300}"
say "http://$DYAD_WEB_HOST:$DYAD_WEB_PORT shows the demo; Ctrl-C stops it"
say "the bot is not running, so no patient answers. To play in the demo: DYAD_DATABASE_URL=$DYAD_DATABASE_URL make run"
exec .venv/bin/gunicorn web.wsgi --bind "$DYAD_WEB_HOST:$DYAD_WEB_PORT" --workers 1 --threads 8 --log-level warning
