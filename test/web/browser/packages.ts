import type { Files } from './jobs-over-http.ts';

const merge = `def merger(result, job_name):
    with open("all.txt", "ab") as file:
        file.write(result)
`;

/** Fragments of a fifth of a second each. */
const sleeping = {
  'Processor.py': `import time


def Processor(fragment):
    time.sleep(0.2)
    print("did", int(fragment))
    return fragment
`,
  'Merge.py': merge,
};
/** Forty of them. */
export const slow: Files = { 'Split.py': numbers(40), ...sleeping };
/** So many that somebody has to end it. */
export const endless: Files = { 'Split.py': numbers(100_000), ...sleeping };

/** Fails on one of twelve fragments, in a function below the processor. */
export const failing: Files = {
  'Split.py': numbers(12),
  'Processor.py': `def inner(value):
    return 1 / (value - 7)


def Processor(fragment):
    print("at", int(fragment))
    inner(int(fragment))
    return fragment
`,
  'Merge.py': merge,
};

/** Fails on its second fragment, and says nothing of how many there are. */
export const failingEarly: Files = {
  'Split.py': numbers(50),
  'Processor.py': `import sys


def Processor(fragment):
    number = int(fragment)
    print("is", number)
    print("odd" if number % 2 else "even", file=sys.stderr)
    if number == 1:
        raise ValueError("no one")
    return b"%d!\\n" % number
`,
  'Merge.py': merge,
};

/** What could act on a page or mislead its reader. */
const hostileText =
  '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">\u202egnp.exe\u2066\u200b\ufeff';
/** The same as Python writes it. */
const hostileLiteral = JSON.stringify(hostileText).replace(
  /[^ -~]/g,
  (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
);

/** Prints, raises and writes hostile text, as names and as content. */
export const hostile: Files = {
  'Split.py': `HOSTILE = b"<script>window.hacked=1</script>"


def splitter(path):
    for number in range(4):
        yield HOSTILE + b"%d" % number
`,
  'Processor.py': `TEXT = ${hostileLiteral}


def Processor(fragment):
    print(TEXT)
    print("".join(chr(code) for code in range(1, 160) if code not in (10, 13)))
    if fragment.endswith(b"2"):
        raise ValueError(TEXT)
    return fragment
`,
  'Merge.py': `TEXT = ${hostileLiteral}
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">
<script>parent.hacked=1;window.hacked=1</script>
<rect width="40" height="40" fill="#2f7fb3" onload="window.hacked=1"/></svg>"""


def merger(result, job_name):
    with open("<img src=x onerror=window.hacked=1>.csv", "w", encoding="utf-8") as file:
        file.write("name,value\\n\\"" + TEXT.replace('"', '""') + "\\",=1+1\\n")
    with open("page.html", "w", encoding="utf-8") as file:
        file.write("<!doctype html><script>parent.hacked=1</script>" + TEXT)
    with open("\\u202egpj.svg", "w", encoding="utf-8") as file:
        file.write(SVG)
    with open("drawn.svg", "w", encoding="utf-8") as file:
        file.write(SVG)
`,
  'butcher.json': JSON.stringify({
    name: 'hostile',
    description: '<script>window.hacked=1</script>',
    params: {
      properties: { width: { type: 'integer', default: 1, description: '<b onclick="hacked=1">bold</b>' } },
    },
  }),
};

/** As many fragments as its data have tens of lines, each of some hundredths of a second. */
export const steady: Files = {
  'Split.py': `"""Cuts a text into fragments of ten lines."""


def splitter(path):
    with open(path, "rb") as text:
        while lines := [line for _, line in zip(range(10), text)]:
            yield b"".join(lines)
`,
  'Processor.py': `"""Counts the words of one fragment."""

import time
from collections import Counter


def Processor(fragment):
    time.sleep(0.03)
    counts = Counter(fragment.lower().split())
    print("words:", len(counts))
    return b"".join(b"%s %d\\n" % pair for pair in counts.items())
`,
  'Merge.py': merge,
};

/** Fragments of uneven length, some of which fail, and a merger that is slower than its workers. */
export const lively: Files = {
  'Split.py': numbers(1200),
  'Processor.py': `import time


def Processor(fragment):
    number = int(fragment)
    time.sleep(0.01 + number * 7919 % 97 / 1000)
    if number % 131 == 60:
        raise ValueError(f"no station {number}")
    return fragment * 400
`,
  'Merge.py': merge.replace('    with', '    time.sleep(0.018)\n    with').replace(/^/, 'import time\n\n\n'),
};

/** Writes a picture, a table, a record and a folder of many files. */
export const plotting: Files = {
  'Split.py': 'def splitter(path):\n    for point in range(60):\n        yield b"%d" % point\n',
  'Processor.py': `import math


def Processor(fragment):
    point = int(fragment)
    return b"%d,%.4f\\n" % (point, 50 + 40 * math.sin(point / 6))
`,
  'Merge.py': `import json
import os

rows = []


def merger(result, job_name):
    rows.append(result.decode().strip().split(","))


def finish(job_name):
    with open("table.csv", "w") as file:
        file.write("point,value\\n" + "\\n".join(",".join(row) for row in rows) + "\\n")
    points = " ".join(f"{int(x) * 10},{200 - float(y) * 2}" for x, y in rows)
    with open("plot.svg", "w") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 210" width="600">'
                   f'<polyline points="{points}" fill="none" stroke="#1f6f9f" stroke-width="2"/></svg>')
    os.mkdir("points")
    for point in range(501):
        open(f"points/{point:03}.txt", "w").close()
    with open("summary.json", "w") as file:
        json.dump({"points": len(rows), "first": rows[0]}, file)
`,
};

/** A splitter that yields so many numbers, a line each. */
function numbers(count: number): string {
  return `def splitter(path):
    for number in range(${count}):
        yield b"%d\\n" % number
`;
}
