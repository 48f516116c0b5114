import { Table } from '../../parts/table.tsx';
import { line } from '../../show/inert.ts';
import { formatBytes, formatNumber, formatSeconds, shareOf } from '../../show/quantities.ts';
import type { Timeline } from './live-job.ts';

type Lane = Timeline['lanes'][number];

const straggling = 3;
const leastStragglingMs = 2000;

/** A lane for each container: what it has in hand, since when, and what it needs. */
export function Lanes({ lanes }: { readonly lanes: readonly Lane[] }) {
  const usualMs = medianOf(
    lanes.flatMap(({ role, forMs }) => (role === 'worker' && forMs !== null ? [forMs] : [])),
  );
  const isSlow = ({ role, forMs }: Lane) =>
    role === 'worker' && forMs !== null && forMs > leastStragglingMs && forMs > straggling * usualMs;
  return (
    <section aria-label="Containers">
      <h2>Containers</h2>
      <Table
        label="Containers"
        tall
        rows={lanes}
        idOf={nameOf}
        classOf={(lane) => (isSlow(lane) ? 'slow' : '')}
        columns={[
          { title: 'Container', head: true, cell: nameOf },
          ...(lanes.some(({ node }) => node !== null) ? [machine] : []),
          {
            title: 'Does',
            cell: (lane) => (
              <span class={`does ${lane.state}`}>
                {lane.state}
                {isSlow(lane) && ' (slow)'}
              </span>
            ),
          },
          { title: 'Fragment', cell: inHand },
          {
            title: 'For',
            align: 'end',
            cell: ({ forMs }) => (forMs === null ? '' : formatSeconds(forMs / 1000)),
          },
          { title: 'Try', align: 'end', cell: ({ tries }) => (tries > 1 ? formatNumber(tries) : '') },
          { title: 'Done', align: 'end', cell: ({ done }) => formatNumber(done) },
          {
            title: 'Replaced',
            align: 'end',
            cell: ({ restarts }) => (restarts === 0 ? '' : formatNumber(restarts)),
          },
          { title: 'Memory', cell: (lane) => <Memory lane={lane} /> },
        ]}
      />
    </section>
  );
}

const machine = {
  title: 'Machine',
  cell: ({ node }: Lane) => (node === null ? <span class="dim">the chief's</span> : line(node)),
};

function Memory({ lane: { memoryBytes, memoryLimitBytes, ...lane } }: { readonly lane: Lane }) {
  if (memoryBytes === null) return <>–</>;
  const share = shareOf(memoryBytes, memoryLimitBytes);
  return (
    <span class="memory">
      <progress
        aria-label={`Memory of ${nameOf(lane)}`}
        class={share > 0.9 ? 'full' : ''}
        max={1}
        value={share}
      />{' '}
      {formatBytes(memoryBytes)} of {formatBytes(memoryLimitBytes)}
    </span>
  );
}

function nameOf({ role, worker }: Pick<Lane, 'role' | 'worker'>): string {
  return worker === null ? role : `${role} ${worker}`;
}

function inHand({ first, held }: Lane): string {
  if (first === null) return '–';
  return held > 1 ? `${formatNumber(first)} and ${formatNumber(held - 1)} more` : formatNumber(first);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
