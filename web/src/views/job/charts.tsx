import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { byteSteps, Chart } from '../../parts/chart.tsx';
import { formatBytes, formatNumber, formatRate } from '../../show/quantities.ts';
import { hasEnded } from '../../show/states.ts';
import { chartsOf } from '../../state/samples.ts';
import type { Job } from './live-job.ts';

const everyMs = 2000;

/** Speed, window, merge lag and memory over the whole job, also for who comes late. */
export function Charts({ job }: { readonly job: Job }) {
  const { client } = useApp();
  const ended = hasEnded(job.state);
  const { value } = useLoaded(
    (signal) => client.ask('get', '/api/v1/jobs/{id}/samples', { path: { id: job.id }, signal }),
    [job.id, ended],
    ended ? null : everyMs,
  );
  if (value.value === null || value.value.samples.columns.merged.length < 2) return null;
  const { fragments, bytes, window, memory } = chartsOf(value.value.samples);
  return (
    <section aria-label="Over time">
      <h2>Over time</h2>
      <div class="charts">
        <Chart
          title="Fragments in a second"
          data={fragments}
          lines={[
            { label: 'yielded', colour: '--line-1' },
            { label: 'processed', colour: '--line-2' },
            { label: 'merged', colour: '--line-3' },
          ]}
          format={formatRate}
        />
        <Chart
          title="Bytes in a second"
          data={bytes}
          lines={[
            { label: 'in', colour: '--line-1' },
            { label: 'out', colour: '--line-3' },
          ]}
          format={formatBytes}
          steps={byteSteps}
        />
        <Chart
          title="Fragments under way"
          data={window}
          lines={[
            { label: 'in the window', colour: '--line-1' },
            { label: 'wait for the merger', colour: '--line-3' },
          ]}
          format={formatNumber}
        />
        <Chart
          title="Memory"
          data={memory}
          lines={[
            { label: 'splitter', colour: '--line-1' },
            { label: 'worker', colour: '--line-2' },
            { label: 'merger', colour: '--line-3' },
          ]}
          format={formatBytes}
          steps={byteSteps}
        />
      </div>
    </section>
  );
}
