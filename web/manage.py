#!/usr/bin/env python
"""Runs the web app's commands from any working directory."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Hand the command line to Django."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
