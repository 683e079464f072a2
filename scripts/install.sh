#!/usr/bin/env bash
# Brings uv, .venv with Python 3.10 and the locked packages, the `dyad` command and the chat's bundle; quick when nothing changed.
set -euo pipefail
. "$(dirname "$0")/common.sh"

NEEDED_GB=4
UV_VERSION=">=0.5,<1"

works() { "$@" >/dev/null 2>&1; }

# pyenv puts a `uv` on the path that does not work under every Python, so a candidate is tried and not just looked up.
find_uv() {
  local candidate
  for candidate in .tools/bin/uv uv; do
    if works "$candidate" --version; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

bring_uv() {
  local python
  for python in python3 /usr/bin/python3 python3.12 python3.11 python; do
    works "$python" -c 'import sys, venv; assert sys.version_info >= (3, 8)' || continue
    rm -rf .tools
    if works "$python" -m venv .tools && .tools/bin/python -m pip install --quiet --disable-pip-version-check "uv$UV_VERSION"; then
      return
    fi
  done
  die "install: could not bring uv. Install it (python3 -m pip install uv), or Python's venv (apt-get install python3-venv), and try again."
}

find_python() {
  local found
  # pyenv's variable overrules .python-version; drop it when it names another Python.
  if [[ "${PYENV_VERSION:-}" != 3.10* ]]; then unset PYENV_VERSION; fi
  if found="$("$uv" python find --no-project --system "${UV_PYTHON:-3.10}" 2>/dev/null)" && is_310 "$found"; then
    echo "$found"
  elif [ "$UV_PYTHON_DOWNLOADS" != never ] && works "$uv" python install 3.10 && found="$("$uv" python find --no-project 3.10)"; then
    echo "$found"
  else
    die "install: no Python 3.10 here, which Rasa 3.6 needs. Run 'pyenv install 3.10', or name one (UV_PYTHON=/path/to/python3.10 make install), or let uv fetch one (UV_PYTHON_DOWNLOADS=automatic make install)."
  fi
}

is_310() { works "$1" -c 'import sys; assert sys.version_info[:2] == (3, 10)'; }

install_packages() {
  local stamp=.venv/dyad-packages wanted python free_gb
  wanted="$(fingerprint requirements.lock pyproject.toml .python-version)"
  if is_310 .venv/bin/python && [ -x .venv/bin/dyad ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    return
  fi
  free_gb="$(($(df -Pk . | awk 'NR == 2 {print $4}') / 1024 / 1024))"
  [ -d .venv ] || [ "$free_gb" -ge "$NEEDED_GB" ] ||
    die "install: $PWD has $free_gb GB free and the packages need $NEEDED_GB. Make room, or clone to a larger disk."
  uv="$(find_uv)" || { say "bringing uv"; bring_uv; uv=.tools/bin/uv; }
  if ! is_310 .venv/bin/python; then
    python="$(find_python)"
    say "making .venv with $("$python" --version)"
    "$uv" venv --quiet --clear --no-project --python "$python" .venv
  fi
  say "installing the locked packages (1.9 GB; some minutes the first time)"
  # UV_PYTHON outranks VIRTUAL_ENV, so the environment is named outright: nothing may land in the Python it was made from.
  "$uv" pip sync --python .venv/bin/python --require-hashes requirements.lock ||
    die "install: the packages could not be installed; the lines above say why. 'make install' goes on where it stopped."
  "$uv" pip install --python .venv/bin/python --quiet --no-deps --editable .
  echo "$wanted" >"$stamp"
}

build_chat() {
  local stamp=web/static/dist/inputs.sha256 wanted
  wanted="$(fingerprint web/frontend/build.sh web/frontend/package.json web/frontend/package-lock.json web/frontend/src)"
  if [ -s web/static/dist/patient-chat.js ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    return
  fi
  say "building the chat"
  web/frontend/build.sh || die "install: the chat could not be built; the lines above say why. 'make install' tries again."
  echo "$wanted" >"$stamp"
}

install_packages
build_chat
say "installed: .venv/bin/dyad"
