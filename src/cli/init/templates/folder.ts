import type { Template } from './template.ts';

export const folder: Template = {
  description: 'Size, lines and checksum of every file in a folder.',
  data: 'FOLDER',
  files: {
    'Split.py': `"""Takes the files of a folder one by one, in the order of their names; large ones in pieces of 4 MiB.

A fragment begins with the file's name and a zero byte. Names are bytes and are not changed.
"""

import os

PIECE_BYTES = 4 * 1024 * 1024


def splitter(dataset_path):
    top = os.fsencode(dataset_path)
    for folder, folders, names in os.walk(top):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if not os.path.isfile(path):
                continue
            shown = os.path.relpath(path, top)
            with open(path, "rb") as file:
                piece = file.read(PIECE_BYTES)
                yield shown + b"\\0" + piece
                while piece := file.read(PIECE_BYTES):
                    yield shown + b"\\0" + piece
`,
    'Processor.py': `"""Counts bytes and lines of one file, or of one piece of a large file."""

import json
import os
import zlib


def Processor(fragment: bytes) -> bytes:
    name, content = fragment.split(b"\\0", 1)
    counts = {
        "name": os.fsdecode(name),
        "bytes": len(content),
        "lines": content.count(b"\\n"),
        "ends in the middle of a line": not content.endswith(b"\\n") and content != b"",
        "crc32": zlib.crc32(content),
    }
    return json.dumps(counts).encode()
`,
    'Merge.py': `"""Writes one row for each file to files.csv. The pieces of a file come one after the other."""

import csv
import json

table_file = open("files.csv", "w", newline="", encoding="utf-8", errors="surrogateescape")
table = csv.writer(table_file)
table.writerow(["name", "bytes", "lines", "pieces", "crc32 of the pieces"])
current = None


def merger(fragment: bytes, job_name: str) -> None:
    global current
    piece = json.loads(fragment)
    if current is not None and current["name"] == piece["name"]:
        current["bytes"] += piece["bytes"]
        current["lines"] += piece["lines"]
        current["ends in the middle of a line"] = piece["ends in the middle of a line"]
        current["checksums"].append(piece["crc32"])
        return
    write_current()
    current = {**piece, "checksums": [piece["crc32"]]}


def finish(job_name: str) -> None:
    write_current()
    table_file.close()


def write_current():
    if current is None:
        return
    lines = current["lines"] + current["ends in the middle of a line"]
    checksums = " ".join(f"{checksum:08x}" for checksum in current["checksums"])
    table.writerow([current["name"], current["bytes"], lines, len(current["checksums"]), checksums])
`,
  },
};
