import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useApp } from '../app/app.ts';
import { formatSeconds } from '../show/quantities.ts';
import type { ChartData } from '../state/samples.ts';
import { colourOf } from './colour-of.ts';

interface Line {
  readonly label: string;
  /** A property of the style sheets. */
  readonly colour: string;
  /** It may run out of the chart at its top where it is far above the others, which else could not be seen. */
  readonly mayLeave?: true;
}

export interface ChartProps {
  readonly title: string;
  readonly data: ChartData;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** Steps of the upright axis; left out: tens and their parts. */
  readonly steps?: readonly number[];
}

const height = 150;
const leastWidth = 200;
const cursors = 'job';
/** Steps of the axis of time, in seconds. */
const timeSteps = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600];
/** Steps of an axis of bytes. */
export const byteSteps = Array.from({ length: 50 }, (_, power) => 2 ** power);
/** Steps of an axis of whole things. */
export const countSteps = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();
/** A line is far above the others from so many times their highest on; they then fill two thirds of the chart. */
const farAbove = 4;
const roomAbove = 1.5;

/** Lines over the running time of a job. Charts of a job share their cursor. The latest values are its words. */
export function Chart(props: ChartProps) {
  const { title, data, lines, format } = props;
  const { theme } = useApp();
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(data);
  latest.current = data;
  useLayoutEffect(() => {
    const element = frame.current!;
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(element, props, latest), toPlot(latest.current), element);
    };
    make();
    const resized = new ResizeObserver(() => {
      const { width } = plot.current!;
      // A chart of no width would never end to look for steps of its axes.
      const wanted = Math.max(element.clientWidth, leastWidth);
      if (width !== wanted) plot.current!.setSize({ width: wanted, height });
    });
    resized.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', make);
    return () => {
      scheme.removeEventListener('change', make);
      resized.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [theme.name.value]);
  useLayoutEffect(() => plot.current?.setData(toPlot(data)), [data]);
  const now = lines.map(({ label }, index) => {
    const value = data[index + 1]?.findLast((known) => known !== null);
    return `${label} ${value == null ? 'not known' : format(value)}`;
  });
  return (
    <figure class="chart">
      <figcaption>
        {title}
        {isLeft(data, lines) && <span class="dim"> (some of it above the chart)</span>}
      </figcaption>
      <div ref={frame} role="img" aria-label={`${title}, at last: ${now.join(', ')}`} />
    </figure>
  );
}

/** `latest` has the data whose last values stand in the legend while nobody points at the chart. */
function optionsOf(
  element: HTMLElement,
  { lines, format, steps }: ChartProps,
  latest: { readonly current: ChartData },
): uPlot.Options {
  const ink = colourOf('--dim');
  const grid = { stroke: colourOf('--edge'), width: 1 };
  const font = '11px system-ui, sans-serif';
  const axis = { stroke: ink, grid, ticks: grid, font };
  return {
    width: Math.max(element.clientWidth, leastWidth),
    height,
    cursor: { sync: { key: cursors }, drag: { x: false, y: false } },
    scales: { x: { time: false }, y: { range: () => [0, Math.max(topOf(latest.current, lines) * 1.05, 1)] } },
    legend: { live: true },
    axes: [
      {
        ...axis,
        size: 28,
        space: 70,
        incrs: timeSteps,
        values: (_, values) => values.map((value) => formatSeconds(value)),
      },
      {
        ...axis,
        size: 64,
        space: 26,
        ...(steps === undefined ? {} : { incrs: [...steps] }),
        values: (_, values) => values.map((value) => format(value)),
      },
    ],
    series: [
      { label: 'at', value: (_, value) => (value == null ? 'last' : formatSeconds(value)) },
      ...lines.map(({ label, colour }, index) => ({
        label,
        stroke: colourOf(colour),
        width: 1.5,
        points: { show: false },
        spanGaps: true,
        value: (_: uPlot, value: number | null, _line: number, at: number | null) => {
          const shown = at === null ? latest.current[index + 1]?.findLast((known) => known !== null) : value;
          return shown == null ? '–' : format(shown);
        },
      })),
    ],
  };
}

function toPlot(data: ChartData): uPlot.AlignedData {
  return data as unknown as uPlot.AlignedData;
}

/** The highest value that is to be in the chart. */
function topOf(data: ChartData, lines: readonly Line[]): number {
  const all = highest(data, lines, () => true);
  return isLeft(data, lines) ? highest(data, lines, ({ mayLeave }) => mayLeave !== true) * roomAbove : all;
}

/** Whether a line leaves the chart at its top. */
function isLeft(data: ChartData, lines: readonly Line[]): boolean {
  const steady = highest(data, lines, ({ mayLeave }) => mayLeave !== true);
  return steady > 0 && highest(data, lines, () => true) > farAbove * steady;
}

function highest(data: ChartData, lines: readonly Line[], counts: (line: Line) => boolean): number {
  return lines.reduce(
    (top, line, index) => (counts(line) ? Math.max(top, ...known(data[index + 1] ?? [])) : top),
    0,
  );
}

function known(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value) => value !== null);
}
