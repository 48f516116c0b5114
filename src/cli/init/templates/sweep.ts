import type { Template } from './template.ts';

export const sweep: Template = {
  description: 'Runs a small model of an epidemic at every point of a sweep, as a table and a plot.',
  data: null,
  params: {
    properties: {
      from: {
        ...{ type: 'number', minimum: 0, maximum: 1, default: 0 },
        description: 'Lowest contagion: how many one person infects in a day where nobody is immune.',
      },
      to: { type: 'number', minimum: 0, maximum: 1, default: 1, description: 'Highest contagion.' },
      points: {
        ...{ type: 'integer', minimum: 1, maximum: 10_000, default: 51 },
        description: 'How many values of the contagion are tried.',
      },
      recoveries: {
        ...{ type: 'array', minItems: 1, maxItems: 8, default: [0.1, 0.2, 0.4] },
        items: { type: 'number', minimum: 0, maximum: 1 },
        description: 'Shares of the infected that recover in a day; each is a line of the plot.',
      },
      days: {
        ...{ type: 'integer', minimum: 1, maximum: 100_000, default: 365 },
        description: 'How long the model runs.',
      },
    },
  },
  tryParams: ['points=11', 'recoveries=[0.05, 0.3]'],
  files: {
    'Split.py': `"""Yields the points of the sweep, each as a fragment. There is no dataset: its path is not used.

The parameters are declared in butcher.json. A number without a fraction arrives as int, hence float().
"""

import json


def splitter(dataset_path, params):
    low, high, points = float(params["from"]), float(params["to"]), params["points"]
    # A recovery that is named twice is one line all the same.
    for recovery in dict.fromkeys(float(value) for value in params["recoveries"]):
        for index in range(points):
            contagion = low + (high - low) * index / max(points - 1, 1)
            yield json.dumps({"recovery": recovery, "contagion": contagion}).encode()
`,
    'Processor.py': `"""Runs the model at one point: the share of people who have been infected in the end.

This is where your own computation goes, such as a simulation or the training of a model. Where it needs chance, take
random.Random(seed) with a seed out of the fragment, so that a point comes to the same however often it is tried.
"""

import json

INFECTED_AT_FIRST = 0.001


def Processor(fragment: bytes, params) -> bytes:
    point = json.loads(fragment)
    infected = INFECTED_AT_FIRST
    healthy = 1.0 - infected
    for _ in range(params["days"]):
        newly = point["contagion"] * healthy * infected
        healthy -= newly
        infected += newly - point["recovery"] * infected
    return json.dumps({**point, "share": 1.0 - healthy}).encode()
`,
    'Merge.py': `"""Writes one row for each point to sweep.csv, and a line for each recovery to sweep.svg."""

import csv
import json

import plot

table_file = open("sweep.csv", "w", newline="", encoding="utf-8")
table = csv.writer(table_file)
table.writerow(["recovery", "contagion", "share infected"])
lines = {}


def merger(fragment: bytes, job_name: str) -> None:
    point = json.loads(fragment)
    table.writerow([point["recovery"], point["contagion"], point["share"]])
    line = lines.setdefault(f"recovery {point['recovery']}", [])
    line.append((point["contagion"], point["share"]))


def finish(job_name: str) -> None:
    table_file.close()
    with open("sweep.svg", "w", encoding="utf-8") as file:
        file.write(plot.svg(lines, "contagion", "share infected", y_range=(0.0, 1.0)))
`,
    'plot.py': `"""Draws lines as SVG, with the standard library alone."""

import html
import math

WIDTH, HEIGHT, MARGIN, LEGEND = 640, 400, 60, 150
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999"]


def svg(lines, x_label, y_label, y_range=None):
    """The plot of a dict of lines, each a list of (x, y); points that are not finite are left out."""
    finite = {name: [p for p in line if all(map(math.isfinite, p))] for name, line in lines.items()}
    xs = [x for line in finite.values() for x, _ in line] or [0.0]
    ys = y_range or [y for line in finite.values() for _, y in line] or [0.0]
    across, up = Axis(xs, MARGIN, WIDTH - MARGIN), Axis(ys, HEIGHT - MARGIN, MARGIN)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + LEGEND} {HEIGHT}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for value in across.ticks:
        parts.append(f'<path d="M{across.at(value):.2f} {MARGIN}V{HEIGHT - MARGIN}" stroke="#ddd"/>')
        parts.append(text(across.at(value), HEIGHT - MARGIN + 18, f"{value:.4g}"))
    for value in up.ticks:
        parts.append(f'<path d="M{MARGIN} {up.at(value):.2f}H{WIDTH - MARGIN}" stroke="#ddd"/>')
        parts.append(text(MARGIN - 8, up.at(value) + 4, f"{value:.4g}", "end"))
    parts.append(text(WIDTH / 2, HEIGHT - 12, x_label))
    parts.append(text(MARGIN, MARGIN - 16, y_label))
    for number, (name, line) in enumerate(finite.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(f"{across.at(x):.2f},{up.at(y):.2f}" for x, y in line)
        # Round ends, so that a line of one point is seen, too.
        drawn = f'fill="none" stroke="{colour}" stroke-width="2" stroke-linecap="round"'
        parts.append(f'<polyline points="{points}" {drawn}/>')
        y = MARGIN + 18 * number
        parts.append(f'<rect x="{WIDTH - 40}" y="{y}" width="14" height="4" fill="{colour}"/>')
        parts.append(text(WIDTH - 18, y + 6, name, "start"))
    return "\\n".join([*parts, "</svg>", ""])


class Axis:
    """Where the values of one axis are in the picture, from the lowest at start to the highest at end."""

    def __init__(self, values, start, end):
        self.low, self.high = min(values), max(values)
        self.start, self.end = start, end
        steps = 5 if self.high > self.low else 0
        self.ticks = [self.low + (self.high - self.low) * step / 5 for step in range(steps + 1)]

    def at(self, value):
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)


def text(x, y, words, anchor="middle"):
    return f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}">{html.escape(words)}</text>'
`,
  },
};
