import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { byteSteps, Chart, type ChartProps, countSteps } from '../../parts/chart.tsx';
import { formatBytes, formatNumber, formatRate } from '../../show/quantities.ts';
import { hasEnded } from '../../show/states.ts';
import { type ChartData, chartsOf, type JobCharts } from '../../state/samples.ts';
import type { Job } from './live-job.ts';

const everyMs = 2000;
const [first, second, third] = ['--line-1', '--line-2', '--line-3'] as const;

/** What is shown of a job over its running time. */
const shown: readonly (Omit<ChartProps, 'data'> & { readonly of: keyof JobCharts })[] = [
  {
    of: 'fragments',
    title: 'Fragments in a second',
    lines: [
      { label: 'yielded', colour: first, mayLeave: true },
      { label: 'processed', colour: second },
      { label: 'merged', colour: third },
    ],
    format: formatRate,
  },
  {
    of: 'bytes',
    title: 'Bytes in a second',
    lines: [
      { label: 'in', colour: first, mayLeave: true },
      { label: 'out', colour: third },
    ],
    format: formatBytes,
    steps: byteSteps,
  },
  {
    of: 'window',
    title: 'Fragments under way',
    lines: [
      { label: 'in the window', colour: first },
      { label: 'wait for the merger', colour: third },
    ],
    format: formatNumber,
    steps: countSteps,
  },
  {
    of: 'workers',
    title: 'Workers',
    lines: [
      { label: 'there', colour: first },
      { label: 'busy', colour: third },
    ],
    format: formatNumber,
    steps: countSteps,
  },
  {
    of: 'memory',
    title: 'Memory by role',
    lines: [
      { label: 'splitter', colour: first },
      { label: 'worker', colour: second },
      { label: 'merger', colour: third },
    ],
    format: formatBytes,
    steps: byteSteps,
  },
  {
    of: 'trouble',
    title: 'Fragments that were retried, failed or left out',
    lines: [
      { label: 'retried', colour: first },
      { label: 'failed or left out', colour: '--failed' },
    ],
    format: formatNumber,
    steps: countSteps,
  },
];

/** Speed, window, merge lag, workers and memory over the whole job, also for who comes late. */
export function Charts({ job }: { readonly job: Job }) {
  const { client } = useApp();
  const ended = hasEnded(job.state);
  const { value } = useLoaded(
    (signal) => client.ask('get', '/api/v1/jobs/{id}/samples', { path: { id: job.id }, signal }),
    [job.id, ended],
    ended ? null : everyMs,
  );
  if (value.value === null || value.value.samples.columns.merged.length < 2) return null;
  const charts = chartsOf(value.value.samples);
  // Most jobs have no trouble, and a chart of nothing says less than its absence.
  const some = shown.filter(({ of }) => of !== 'trouble' || hasSome(charts.trouble));
  return (
    <section aria-label="Over time">
      <h2>Over time</h2>
      <div class="charts">
        {some.map(({ of, ...chart }) => (
          <Chart key={of} data={charts[of]} {...chart} />
        ))}
      </div>
    </section>
  );
}

function hasSome([, ...lines]: ChartData): boolean {
  return lines.some((values) => values.some((value) => value !== null && value > 0));
}
