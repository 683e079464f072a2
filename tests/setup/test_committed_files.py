"""What may not stand in committed files: registry addresses, and versions without hashes."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_requirements_lock_holds_no_address():
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_every_locked_package_has_a_hash():
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text(encoding="utf-8").strip())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) > 100
    assert [entry.split()[0] for entry in packages if "--hash=sha256:" not in entry] == []


def test_package_lock_holds_no_address():
    lock = json.loads((ROOT / "web/frontend/package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_every_locked_script_has_an_integrity_hash():
    lock = json.loads((ROOT / "web/frontend/package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []


def test_there_is_no_lock_file_that_would_hold_addresses():
    assert not (ROOT / "uv.lock").exists()
