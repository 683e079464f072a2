"""Writes docs/exports.md from web/review/columns.yml, so that a table and its dictionary never part."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = ROOT / "web/review/columns.yml"
PAGE = ROOT / "docs/exports.md"

HEAD = """# Exports and their data dictionary

Written from `web/review/columns.yml` by `make docs`; change it there.

The review room hands out the visits that its queue shows: as CSV, as a sheet (XLSX, with this dictionary on a second sheet), and as JSON lines. The table is
long: a row for each turn, code, domain, comment and flag. A line of JSON is a visit; what holds for all its rows stands once, and the rows lie under `rows`.

Trainees and raters appear under stand-ins unless an educator asks for names. What trainees typed is in the files as they typed it: it can hold names of its own, so
read before you pass a file on. A rating is in the file only when all raters of its visit are done.

"""
TAIL = """
## What Dyad can learn from

Two more files hold trainees' words for teaching the machine, and the room hands them out only to somebody who states that the trainees agreed:

- labelled lines in the format of `corpus/codes/` ([the corpus](corpus.md)): every turn of a rated visit about which a person said something. What the person took away stands as the
  near-miss, and the file says that omissions were judged. Put it into a folder of its own; what is in `corpus/` was written for the purpose and holds no trainee's words.
- Rasa test stories: each reply that was flagged as misheard, with the intent that it had. Test them with `rasa test core --stories FILE`.

## One debrief on paper

"On paper, or as PDF" opens a visit laid out for printing, and the browser prints it or saves it as PDF. A browser does this better than a PDF library here: it shows every script and letter
that a trainee may type (the light libraries need a font file for each), it writes a tagged PDF that screen readers can follow, it keeps one template for page and paper, and it adds nothing to install.
"""


def page() -> str:
    """Return the page as Markdown."""
    columns = yaml.safe_load(COLUMNS.read_text(encoding="utf-8"))["columns"]
    rows = "".join(f"| `{c['name']}` | {c['kind']} | {c['means']} |\n" for c in columns)
    return f"{HEAD}| column | kind | what it means |\n| --- | --- | --- |\n{rows}{TAIL}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
