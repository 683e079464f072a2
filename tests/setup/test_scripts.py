"""What goes wrong on a machine is said in one line, with what to do. The scripts run in a folder where it does go wrong."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of what the scripts read, with nothing installed in it and a folder of stand-in commands."""
    for name in ("scripts", "web/frontend"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    for name in ("requirements.lock", "pyproject.toml", ".python-version"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "stand-ins").mkdir()
    return tmp_path


def stand_in(checkout: Path, name: str, body: str) -> None:
    """Put a command in front of the real one."""
    file = checkout / "stand-ins" / name
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o755)


def run(checkout: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the checkout with its stand-ins first on the path."""
    names = ("DYAD_", "UV_", "VIRTUAL_ENV", "PYTHONPATH")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    environment = {**clean, "PATH": f"{checkout / 'stand-ins'}:{os.environ['PATH']}", **variables}
    return subprocess.run(
        ["bash", str(checkout / "scripts" / script)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_full_disk_stops_the_install(checkout):
    stand_in(checkout, "df", 'echo "Filesystem 1024-blocks Used Available"; echo "/dev/disk 9 9 1048576"')
    done = run(checkout, "install.sh")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "has 1 GB free and the packages need 4. Make room" in done.stderr


def test_missing_python_stops_the_install_with_three_ways_out(checkout):
    stand_in(checkout, "uv", '[ "$1" = --version ]')  # works, and finds no Python
    done = run(checkout, "install.sh")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert all(way in done.stderr for way in ("pyenv install 3.10", "UV_PYTHON=", "UV_PYTHON_DOWNLOADS=automatic"))


def test_uv_that_cannot_be_brought_is_said(checkout):
    for name in ("uv", "python3", "python3.12", "python3.11", "python"):
        stand_in(checkout, name, "exit 127")
    script = checkout / "scripts/install.sh"
    script.write_text(script.read_text(encoding="utf-8").replace("/usr/bin/python3", "missing"), encoding="utf-8")
    done = run(checkout, "install.sh")
    assert done.returncode == 1
    assert done.stderr.startswith("install: could not bring uv. Install it")


@pytest.mark.parametrize("variable", ["DYAD_BOT_PORT", "DYAD_ACTIONS_PORT", "DYAD_WEB_PORT"])
def test_taken_port_stops_the_run_and_names_the_variable(checkout, variable):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        free = {"DYAD_BOT_PORT": "1", "DYAD_ACTIONS_PORT": "2", "DYAD_WEB_PORT": "3"}
        done = run(checkout, "run.sh", **{**free, variable: str(port)})
    assert done.returncode == 1
    assert done.stderr == f"run: port {port} is taken. Stop what uses it, or choose another: {variable}={port + 100} make run\n"


def test_taken_port_stops_the_demo_too(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(checkout, "demo.sh", DYAD_WEB_PORT=str(port))
    assert done.returncode == 1
    assert (
        done.stderr == f"demo: port {port} is taken. Stop what uses it, or choose another: DYAD_WEB_PORT={port + 100} make demo\n"
    )


def test_packages_land_in_the_checkout_even_when_a_python_is_named(checkout):
    # UV_PYTHON outranks VIRTUAL_ENV: without --python the packages would land in the named Python itself.
    stand_in(
        checkout,
        "uv",
        f'echo "$@" >>{checkout}/asked\n'
        f'case "$1 $2" in "python find") echo {sys.executable} ;; venv*) mkdir -p .venv/bin && ln -s {sys.executable} .venv/bin/python ;; esac',
    )
    run(checkout, "install.sh", UV_PYTHON=sys.executable)
    asked = [line for line in (checkout / "asked").read_text(encoding="utf-8").splitlines() if line.startswith("pip")]
    assert [line.split()[1:4] for line in asked] == [
        ["sync", "--python", ".venv/bin/python"],
        ["install", "--python", ".venv/bin/python"],
    ]
