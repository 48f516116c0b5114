import { useEffect, useMemo } from 'preact/hooks';
import { isOperator, useApp } from '../../app/app.ts';
import { Heading, Nothing } from '../../parts/bits.tsx';
import { Grid } from '../../parts/grid.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { counted } from '../../show/quantities.ts';
import { everyJob, type JobFilter, type JobRow, JobRows, type JobState } from '../../state/job-rows.ts';
import { hashOf } from '../../state/route.ts';
import { BulkBar } from './bulk-bar.tsx';
import { FilterBar, StateChips } from './filter-bar.tsx';
import { jobColumns } from './job-columns.tsx';
import { JobsFeed } from './jobs-feed.ts';

/** All jobs of the account, live; of every account for an operator. */
export function JobsView({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const app = useApp();
  const filter = filterOf(query);
  const key = JSON.stringify(filter);
  const rows = useMemo(() => new JobRows(), []);
  const feed = useMemo(() => new JobsFeed(app.client, rows), [rows]);
  const admin = isOperator(app.me.value);
  useEffect(() => feed.show(filter), [key]);
  const { counts, problem, complete } = feed;
  const shown = rows.rows.value;
  const columns = useMemo(() => jobColumns(admin, rows), [admin, rows]);
  const setFilter = (next: Partial<JobFilter>) => {
    location.hash = hashOf(['jobs'], queryOf({ ...filter, ...next }));
  };
  const pick = (row: JobRow) => rows.pick([row.id], !rows.picked.value.has(row.id));
  return (
    <>
      <Heading title="Jobs" level={1}>
        <a class="button main" href={hashOf(['jobs', 'new'])}>
          New job
        </a>
      </Heading>
      <StateChips counts={counts.value} chosen={filter.states} onChoose={(states) => setFilter({ states })} />
      <FilterBar filter={filter} admin={admin} onChange={setFilter} />
      <ProblemNote problem={problem.value} />
      <BulkBar rows={rows} />
      {shown.length === 0 && complete.value ? (
        <Nothing>
          {key === JSON.stringify(everyJob) ? (
            <>
              No jobs yet. <a href={hashOf(['jobs', 'new'])}>Make the first one</a>.
            </>
          ) : (
            'No job is like that.'
          )}
        </Nothing>
      ) : (
        <Grid
          label="Jobs"
          columns={columns}
          rows={shown}
          idOf={({ id }) => id}
          total={complete.value ? shown.length : shown.length + 1}
          onOpen={({ id }) => {
            location.hash = hashOf(['jobs', id]);
          }}
          onPick={pick}
          isPicked={({ id }) => rows.picked.value.has(id)}
          onEnd={() => void feed.more()}
        />
      )}
      {shown.length > 0 && (
        <p class="dim">
          {complete.value
            ? counted(shown.length, 'job')
            : `${counted(shown.length, 'job')} so far; scroll for more`}
          . Enter opens a job, Space picks it.
        </p>
      )}
    </>
  );
}

function filterOf(query: Readonly<Record<string, string>>): JobFilter {
  const hours = Number(query.hours ?? Number.NaN);
  return {
    states: (query.state ?? '').split(',').filter((state) => state !== '') as JobState[],
    account: query.account ?? '',
    package: query.package ?? '',
    dataset: query.dataset ?? '',
    text: query.text ?? '',
    hours: Number.isFinite(hours) && hours > 0 ? hours : null,
  };
}

function queryOf({ states, hours, ...rest }: JobFilter): Readonly<Record<string, string>> {
  return { ...rest, state: states.join(','), hours: hours === null ? '' : String(hours) };
}
