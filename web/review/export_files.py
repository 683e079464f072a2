"""Rows of the long table go in; files come out: CSV, XLSX, or JSON lines with a visit a line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet

from web.review.export_rows import Row, columns, long_rows
from web.training.models import TrainingSession

MOST_XLSX_ROWS = 1_048_575  # what a sheet holds below its heading
RUNS = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is run by spreadsheets (OWASP, CSV injection)


class TooLong(Exception):
    """The table does not fit into one sheet."""


class _Echo:
    """A file that hands back what is written to it, for csv."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the table line by line, with a heading."""
    names = [column.name for column in columns()]
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow(names))  # the mark tells spreadsheets that it is UTF-8
    for row in rows:
        yield str(writer.writerow([guarded(row[name]) for name in names]))


def guarded(value: Any) -> Any:
    """Return a cell that no spreadsheet runs."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RUNS) else value


def xlsx_file(rows: Iterable[Row]) -> IO[bytes]:
    """Write the table as a sheet, and the data dictionary beside it, row by row to disk.

    Raises:
        TooLong: there are more rows than a sheet holds.
    """
    file = TemporaryFile()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("visits")
        names = [column.name for column in columns()]
        sheet.write_row(0, 0, names, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            if number > MOST_XLSX_ROWS:
                raise TooLong
            sheet.write_row(number, 0, [row[name] for name in names])
        words = book.add_worksheet("columns")
        words.write_row(0, 0, ["column", "kind", "means"], bold)
        for number, column in enumerate(columns(), start=1):
            words.write_row(number, 0, [column.name, column.kind, column.means])
    file.seek(0)
    return file


def json_lines(visits: QuerySet[TrainingSession], *, names: bool) -> Iterator[str]:
    """Yield one JSON object a visit: what holds for all its rows once, and under `rows` what differs."""
    once = [column.name for column in columns()][: [column.name for column in columns()].index("row")]
    head: Row = {}
    rows: list[Row] = []
    for row in long_rows(visits, names=names):
        if head and row["visit"] != head["visit"]:
            yield _line(head, rows)
            rows = []
        head = {name: row[name] for name in once}
        rows.append({name: value for name, value in row.items() if name not in head})
    if head:
        yield _line(head, rows)


def _line(head: Row, rows: list[Row]) -> str:
    return json.dumps({**head, "rows": rows}, ensure_ascii=False) + "\n"
