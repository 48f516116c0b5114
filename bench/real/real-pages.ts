import { type Line, lineChart } from '../line-chart.ts';
import { decimals, type Table, toMarkdown } from '../tables.ts';
import { type RealPoint, realContestants } from './measure-real.ts';
import { muchSeconds } from './real-work.ts';

/** A row for each contestant of each work. */
export function realTable(points: readonly RealPoint[]): Table {
  return [
    [
      'work',
      'by',
      'first pull to end of finish, s',
      'whole command, s',
      'against plain Python',
      'lowest–highest',
    ],
    ...points.flatMap(({ work, standings }) =>
      standings.map(({ contestant, seconds, commandSeconds, ratio }) => [
        work.name,
        contestant,
        seconds.median.toFixed(2),
        commandSeconds === null ? '–' : commandSeconds.median.toFixed(2),
        `${decimals(ratio.median)} ×`,
        `${decimals(ratio.lowest)}–${decimals(ratio.highest)}`,
      ]),
    ),
  ];
}

/** The section of the page; none where nothing was measured. `measured` is when and on what, where that is told. */
export function samplesSection(points: readonly RealPoint[], measured: readonly string[]): readonly string[] {
  if (points.length === 0) return [];
  return [
    '## Real work',
    ...measured,
    `Samples with as much to do as takes one plain process some ${muchSeconds} s, and without data as they come. ` +
      'Plain Python is one process with the interpreter of the sandbox image, whose start does not count; the whole command of `butcher run` is from Enter to ' +
      'its end, results in their place. The ratio compares plain Python with the whole command. Plain Python twice is two ' +
      'such processes at once, and half of what they take: more than that two processors do not give.',
    toMarkdown(realTable(points)),
    whereFaster(points),
  ];
}

/** The same, with the chart beside it by its name. */
export function filesSection(points: readonly RealPoint[], measured: readonly string[]): readonly string[] {
  if (points.length === 0) return [];
  return [
    '## Many files',
    ...measured,
    'As many files of ten bytes in the data, or from the merger, in the same way. Above 100,000 files there is one round, ' +
      'else three.',
    ...(filesChart(points) === null ? [] : ['![Seconds by number of files](benchmarks/files.svg)']),
    toMarkdown(realTable(points)),
    whereFaster(points),
  ];
}

/** Seconds by number of files; null where fewer than two numbers were measured. */
export function filesChart(many: readonly RealPoint[]): string | null {
  if (new Set(many.map(({ work }) => work.files)).size < 2) return null;
  const lines = ['in', 'out'].flatMap((way) =>
    realContestants.flatMap((contestant): Line[] => {
      const own = many.filter(({ work }) => work.name.endsWith(` ${way}`));
      const seconds = own.flatMap(({ work, standings }) => {
        const standing = standings.find((one) => one.contestant === contestant);
        return standing === undefined
          ? []
          : [{ x: work.files!, y: (standing.commandSeconds ?? standing.seconds).median }];
      });
      if (seconds.length === 0) return [];
      return [{ name: `${contestant}, files ${way}`, strong: contestant === 'butcher', points: seconds }];
    }),
  );
  const text = { title: 'Many small files, whole command', x: 'files', y: 'seconds' };
  const tick = (value: number) => value.toLocaleString('en-US', { maximumSignificantDigits: 1 });
  return lineChart(lines, { ...text, xTick: tick, yTick: tick });
}

function whereFaster(points: readonly RealPoint[]): string {
  const slower = points.filter(({ standings }) =>
    standings.some(({ contestant, ratio }) => contestant === 'butcher' && ratio.median < 1),
  );
  if (slower.length === 0) return 'Plain Python is nowhere faster than the whole command here.';
  return `Plain Python is faster than the whole command here: ${slower.map(({ work }) => work.name).join('; ')}.`;
}
