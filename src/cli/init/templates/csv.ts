import type { Template } from './template.ts';

export const csv: Template = {
  description: 'Averages of the columns of a table.',
  data: 'TABLE.csv',
  files: {
    'Split.py': `"""Cuts a CSV table into fragments of whole records, each with the header on top.

A record is not a line: a quoted cell may hold line ends. Commas, semicolons, tabs and bars can separate cells.
"""

import csv
import io
import itertools
import sys

FRAGMENT_CHARACTERS = 1_000_000

csv.field_size_limit(sys.maxsize)


def splitter(dataset_path):
    # A byte order mark is left out; bytes that are not UTF-8 are passed on as they are.
    with open(dataset_path, encoding="utf-8-sig", errors="surrogateescape", newline="") as table:
        first_line = table.readline()
        separator = max(",;\\t|", key=first_line.count)
        records = csv.reader(itertools.chain([first_line], table), delimiter=separator)
        header = None
        fragment = io.StringIO()
        writer = csv.writer(fragment)
        for record in records:
            if not record:
                continue
            if header is None:
                header = record
                continue
            if fragment.tell() == 0:
                writer.writerow(header)
            writer.writerow(record)
            if fragment.tell() >= FRAGMENT_CHARACTERS:
                yield fragment.getvalue().encode("utf-8", errors="surrogateescape")
                fragment.seek(0)
                fragment.truncate()
        if fragment.tell() > 0:
            yield fragment.getvalue().encode("utf-8", errors="surrogateescape")
`,
    'Processor.py': `"""Adds up the numbers in each column of one fragment, and counts the cells that hold none."""

import csv
import io
import json
import math
import sys

csv.field_size_limit(sys.maxsize)


def Processor(fragment: bytes) -> bytes:
    text = fragment.decode("utf-8", errors="surrogateescape")
    header, *records = csv.reader(io.StringIO(text, newline=""))
    columns = [{"name": name, "numbers": [], "empty": 0, "others": 0} for name in header]
    uneven = 0
    for record in records:
        uneven += len(record) != len(header)
        for column, cell in zip(columns, record):
            value = number_in(cell)
            if value is not None:
                column["numbers"].append(value)
            elif cell.strip() == "":
                column["empty"] += 1
            else:
                column["others"] += 1
    for column in columns:
        numbers = column.pop("numbers")
        column["count"] = len(numbers)
        column["sum"] = math.fsum(numbers)
    return json.dumps({"columns": columns, "uneven": uneven}).encode()


def number_in(cell):
    """The number that a cell holds, or None; NaN and infinity are no numbers to average."""
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None
`,
    'Merge.py': `"""Adds up what the fragments came to and writes the averages to averages.csv."""

import csv
import json
import math

columns = []
sums = []
uneven = 0


def merger(fragment: bytes, job_name: str) -> None:
    global uneven
    part = json.loads(fragment)
    uneven += part["uneven"]
    if not columns:
        columns.extend({**column, "count": 0, "empty": 0, "others": 0} for column in part["columns"])
        sums.extend([] for _ in columns)
    for known, parts, column in zip(columns, sums, part["columns"]):
        for key in ("count", "empty", "others"):
            known[key] += column[key]
        parts.append(column["sum"])


def finish(job_name: str) -> None:
    with open("averages.csv", "w", newline="", encoding="utf-8", errors="surrogateescape") as file:
        table = csv.writer(file)
        table.writerow(["column", "numbers", "average", "empty cells", "other cells"])
        for column, parts in zip(columns, sums):
            count = column["count"]
            average = math.fsum(parts) / count if count else ""
            table.writerow([column["name"], count, average, column["empty"], column["others"]])
    if uneven:
        print(f"{uneven} records have more or fewer cells than the header")
`,
  },
};
