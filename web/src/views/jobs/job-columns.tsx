import { Moment, StateBadge } from '../../parts/bits.tsx';
import type { Column } from '../../parts/grid.tsx';
import { line } from '../../show/inert.ts';
import { counted, formatBytes, formatNumber, formatSeconds, shareOf } from '../../show/quantities.ts';
import type { JobRow, JobRows } from '../../state/job-rows.ts';
import { hashOf } from '../../state/route.ts';

/** What the list shows of a job. */
export function jobColumns(admin: boolean, rows: JobRows): readonly Column<JobRow>[] {
  return [
    {
      key: 'pick',
      title: 'Pick',
      untitled: true,
      flex: '0 0 1.6rem',
      cell: ({ id, name }) => (
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Pick ${line(name)}`}
          checked={rows.picked.value.has(id)}
          onChange={({ currentTarget: { checked } }) => rows.pick([id], checked)}
        />
      ),
    },
    { key: 'state', title: 'State', flex: '0 0 7rem', cell: ({ state }) => <StateBadge state={state} /> },
    {
      key: 'name',
      title: 'Name',
      flex: '3 1 8rem',
      cell: ({ id, name, firstFragments }) => (
        <>
          <a href={hashOf(['jobs', id])} title={id}>
            {line(name)}
          </a>
          {firstFragments !== null && (
            <span class="tag" title={`a test of its first ${counted(firstFragments, 'fragment')}`}>
              test
            </span>
          )}
        </>
      ),
    },
    ...(admin
      ? [
          {
            key: 'account',
            title: 'Account',
            flex: '1 1 5rem',
            leaves: 2,
            cell: ({ account }: JobRow) => line(account),
          } as const,
        ]
      : []),
    {
      key: 'data',
      title: 'Data',
      flex: '2 1 6rem',
      leaves: 3,
      cell: ({ dataset }) => (dataset === null ? <span class="dim">none</span> : line(dataset)),
    },
    {
      key: 'progress',
      title: 'Progress',
      flex: '2 1 8rem',
      leaves: 1,
      cell: (row) => <RowProgress row={row} />,
    },
    { key: 'why', title: 'Why', flex: '4 1 10rem', leaves: 2, cell: (row) => <Why row={row} /> },
    {
      key: 'seconds',
      title: 'Ran',
      flex: '0 0 5.2rem',
      align: 'end',
      leaves: 2,
      cell: ({ seconds, startedAtMs }) => (startedAtMs === null ? '' : formatSeconds(seconds)),
    },
    {
      key: 'bytes',
      title: 'On disk',
      flex: '0 0 4.8rem',
      align: 'end',
      leaves: 3,
      cell: ({ storedBytes }) => formatBytes(storedBytes),
    },
    {
      key: 'made',
      title: 'Made',
      flex: '0 0 8.2rem',
      align: 'end',
      leaves: 1,
      cell: ({ createdAtMs }) => <Moment ms={createdAtMs} />,
    },
  ];
}

/** Merged, with what failed in its own colour; a share only where the splitter has ended. */
function RowProgress({ row: { counts, exhausted, state, position } }: { readonly row: JobRow }) {
  if (state === 'queued')
    return <span class="dim">{position === null ? 'in the queue' : `number ${position}`}</span>;
  const { fragments, merged, failed, skipped } = counts;
  if (fragments === 0) return <span class="dim">–</span>;
  const percent = (share: number) => ({ width: `${(100 * share).toFixed(2)}%` });
  return (
    <span class="row-progress">
      <span class="row-bar" aria-hidden="true">
        <span class="bar-merged" style={percent(shareOf(merged, fragments))} />
        {failed + skipped > 0 && (
          <span class="bar-failed" style={percent(shareOf(Math.max(failed, skipped), fragments))} />
        )}
      </span>
      <span>
        {formatNumber(merged)}
        {exhausted ? ` of ${formatNumber(fragments)}` : ` of ${formatNumber(fragments)}…`}
      </span>
    </span>
  );
}

function Why({ row: { failure } }: { readonly row: JobRow }) {
  if (failure === null) return null;
  const place =
    failure.file === null ? '' : `${failure.file}${failure.line === null ? '' : `:${failure.line}`} `;
  return (
    <span title={line(failure.message)}>
      <code>{failure.code}</code> {line(`${place}${failure.message}`)}
    </span>
  );
}
