#!/usr/bin/env bash
# Prepares everything, starts the bot, the action server and the web app under one process manager, and says where to go.
set -euo pipefail
. "$(dirname "$0")/common.sh"

check_ports() {
  local name
  for name in DYAD_WEB_PORT DYAD_BOT_PORT DYAD_ACTIONS_PORT; do
    port_is_free "${!name}" || die "run: port ${!name} is taken. Stop what uses it, or choose another: $name=$((${!name} + 100)) make run"
  done
}

check_cases() {
  local complaints
  complaints="$(.venv/bin/dyad case check)" || {
    grep -v ': fine$' <<<"$complaints" >&2
    die "run: mend the case above, then try again. docs/writing-a-case.md says what each part wants."
  }
}

# honcho ends its children on SIGINT and SIGTERM only, and only while it can still print; a closed terminal must not
# leave them behind either.
start_all() {
  (
    trap '' HUP
    exec .venv/bin/honcho start --env /dev/null --no-colour
  ) > >(trap '' INT TERM HUP; cat || cat >/dev/null) 2>&1 &
  local manager=$! status=0
  trap 'kill -TERM $manager 2>/dev/null' INT TERM HUP
  wait "$manager" || status=$?
  while kill -0 "$manager" 2>/dev/null; do wait "$manager" || status=$?; done
  case "$status" in 130 | 143) say "stopped" && status=0 ;; esac
  return "$status"
}

check_ports
scripts/install.sh
say "checking the cases"
check_cases
scripts/model.sh
make_secret
say "preparing the database"
.venv/bin/python web/manage.py migrate --verbosity 0
.venv/bin/python web/manage.py collectstatic --noinput --verbosity 0
say "demo accounts (each password is shown once)"
.venv/bin/python web/manage.py seed_demo
check_ports
say "starting the bot, the action server and the web app; Ctrl-C stops all three"
start_all
