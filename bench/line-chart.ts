export interface Line {
  readonly name: string;
  /** Drawn thicker than the others. */
  readonly strong: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface ChartText {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly xTick: (value: number) => string;
  readonly yTick: (value: number) => string;
}

const width = 900;
const plot = { left: 76, top: 48, right: 560, bottom: 372 };
const height = 430;
const colours = ['#4477aa', '#ee6677', '#228833', '#ccbb44', '#66ccee', '#aa3377', '#888888', '#dd7733'];

/** A chart as SVG, both axes logarithmic, readable on light and dark pages. Values must be above 0. */
export function lineChart(lines: readonly Line[], text: ChartText): string {
  const points = lines.flatMap((line) => line.points);
  const xs = [...new Set(points.map((point) => point.x))].sort((a, b) => a - b);
  const powers = powersOfTen(points.map((point) => point.y));
  const x = scale(xs[0]!, xs.at(-1)!, plot.left, plot.right);
  const y = scale(powers[0]!, powers.at(-1)!, plot.bottom, plot.top);
  const ticks = [
    ...xs.map((value) => label(x(value), plot.bottom + 20, 'middle', text.xTick(value))),
    ...powers.flatMap((value) => [
      `<line x1="${plot.left}" x2="${plot.right}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/>`,
      label(plot.left - 8, y(value) + 4, 'end', text.yTick(value)),
    ]),
  ];
  const byLastValue = lines.toSorted((a, b) => b.points.at(-1)!.y - a.points.at(-1)!.y);
  const drawn = byLastValue.flatMap((line, index) => {
    const colour = colours[index % colours.length]!;
    const dash = index >= colours.length ? ' stroke-dasharray="5 3"' : '';
    const path = line.points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ');
    const rowY = plot.top + 8 + index * 22;
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${line.strong ? 4 : 2}"${dash}/>`,
      ...line.points.map((point) => `<circle cx="${x(point.x)}" cy="${y(point.y)}" r="3" fill="${colour}"/>`),
      `<line x1="${plot.right + 16}" x2="${plot.right + 36}" y1="${rowY}" y2="${rowY}" stroke="${colour}" stroke-width="3"${dash}/>`,
      label(plot.right + 44, rowY + 4, 'start', line.name),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${plot.left}" y="24" font-size="15" font-weight="bold" fill="#222">${escaped(text.title)}</text>`,
    ...ticks,
    label((plot.left + plot.right) / 2, height - 16, 'middle', text.x),
    label(plot.left - 8, plot.top - 10, 'end', text.y),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function powersOfTen(values: readonly number[]): number[] {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

/** Logarithmic, from the values to pixels, rounded to tenths. */
function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = Math.log(to / from) || 1;
  return (value) => Math.round((start + ((end - start) * Math.log(value / from)) / span) * 10) / 10;
}

function label(x: number, y: number, anchor: 'start' | 'middle' | 'end', content: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#444">${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
