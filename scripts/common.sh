# Sourced by the scripts: the repository as working directory, the environment, and some small words.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/env.sh

say() { printf '\033[1m==\033[0m %s\n' "$*"; }

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# One number for the contents and names of files and folders; byte code and caches do not count.
fingerprint() {
  find "$@" -type f -not -path '*/__pycache__/*' -not -path '*/node_modules/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# What opens the bot's channel to the web app; made once.
make_secret() {
  mkdir -p "$DYAD_VAR"
  chmod 700 "$DYAD_VAR"
  if [ -z "${DYAD_CHANNEL_SECRET:-}" ]; then
    [ -s "$DYAD_VAR/channel-secret" ] ||
      (umask 077 && .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(32))' >"$DYAD_VAR/channel-secret")
    DYAD_CHANNEL_SECRET="$(cat "$DYAD_VAR/channel-secret")"
  fi
  export DYAD_CHANNEL_SECRET
}
