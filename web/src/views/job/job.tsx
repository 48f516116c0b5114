import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useApp } from '../../app/app.ts';
import { Heading, Nothing, StateBadge } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { line } from '../../show/inert.ts';
import { hashOf } from '../../state/route.ts';
import { JobActions } from './job-actions.tsx';
import { type Job, LiveJob } from './live-job.ts';
import { LogsPart } from './logs.tsx';
import { OverviewPart } from './overview.tsx';
import { ResultsPart } from './results.tsx';
import { TrialPart } from './trial.tsx';
import { WhyPart } from './why.tsx';

interface Part {
  readonly title: string;
  /** Whether there is something in it for this job. */
  readonly has: (job: Job) => boolean;
  readonly show: (live: LiveJob, job: Job) => ComponentChildren;
}

const parts: Readonly<Record<string, Part>> = {
  '': { title: 'Fragments', has: () => true, show: (live, job) => <OverviewPart live={live} job={job} /> },
  trial: {
    title: 'First fragments',
    has: ({ options }) => options.firstFragments !== undefined,
    show: (_, job) => <TrialPart job={job} />,
  },
  why: {
    title: 'Why it failed',
    has: ({ failure, counts }) => failure !== null || counts.failed + counts.skipped > 0,
    show: (live, job) => <WhyPart live={live} job={job} />,
  },
  logs: { title: 'Logs', has: () => true, show: (_, job) => <LogsPart job={job} /> },
  results: {
    title: 'Results',
    has: ({ hasResults }) => hasResults,
    show: (_, job) => <ResultsPart job={job} />,
  },
};

/** One job: its fragments, why it failed, what it printed, and what came out. */
export function JobView({ id, part }: { readonly id: string; readonly part: string }) {
  const { client, said } = useApp();
  const live = useMemo(() => new LiveJob(client, id), [id]);
  useEffect(() => live.start(), [live]);
  const job = live.job.value;
  useEffect(() => {
    if (job !== null) said.value = `Job ${line(job.name)} is ${job.state}.`;
  }, [job?.state]);
  if (job === null)
    return live.problem.value === null ? (
      <Nothing>Asking for the job …</Nothing>
    ) : (
      <>
        <h1>Job {line(id)}</h1>
        <ProblemNote problem={live.problem.value} />
      </>
    );
  const shown = parts[part] ?? parts['']!;
  return (
    <>
      <Heading title={line(job.name)} level={1}>
        <StateBadge state={job.state} />
        <code class="dim">{job.id}</code>
        <JobActions live={live} job={job} />
      </Heading>
      <ProblemNote problem={live.problem.value} />
      <nav class="tabs" aria-label="Parts of the job">
        {Object.entries(parts).map(([key, { title, has }]) =>
          has(job) || parts[key] === shown ? (
            <a
              key={key}
              href={hashOf(key === '' ? ['jobs', id] : ['jobs', id, key])}
              aria-current={parts[key] === shown ? 'page' : undefined}
            >
              {title}
            </a>
          ) : null,
        )}
      </nav>
      {shown.show(live, job)}
    </>
  );
}
