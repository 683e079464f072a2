# Sourced by the scripts: the repository as working directory, the environment, and three small words.
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
