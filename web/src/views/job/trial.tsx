import { useEffect, useMemo } from 'preact/hooks';
import { estimateText } from '../../../../src/jobs/sample/estimate.ts';
import type { Schemas } from '../../api/client.ts';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Heading, Nothing, StateBadge } from '../../parts/bits.tsx';
import { Bytes } from '../../parts/bytes.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { block, line } from '../../show/inert.ts';
import { counted, formatBytes, formatNumber, formatShortTime } from '../../show/quantities.ts';
import { hasEnded } from '../../show/states.ts';
import { hashOf } from '../../state/route.ts';
import { FailureText } from './failure-text.tsx';
import { CancelJob } from './job-actions.tsx';
import { type Job, LiveJob } from './live-job.ts';

type Trial = Schemas['Trial'];

/** A test of the first fragments that was just begun: how far it is, and then what they came to. */
export function TrialOf({ id }: { readonly id: string }) {
  const { client, said } = useApp();
  const live = useMemo(() => new LiveJob(client, id), [id]);
  useEffect(() => live.start(), [live]);
  const job = live.job.value;
  useEffect(() => {
    if (job !== null && hasEnded(job.state)) said.value = `The test is ${job.state}.`;
  }, [job?.state]);
  return (
    <section aria-label="Test of the first fragments">
      <Heading title="Test of the first fragments">
        {job !== null && <StateBadge state={job.state} />}
        <a href={hashOf(['jobs', id])}>its job</a>
        {job !== null && !hasEnded(job.state) && <CancelJob live={live} job={job} />}
      </Heading>
      <ProblemNote problem={live.problem.value} />
      {job !== null && <TrialPart job={job} level={3} />}
    </section>
  );
}

/** What the first fragments of a job came to, each with its result or why there is none. */
export function TrialPart({ job, level = 2 }: { readonly job: Job; readonly level?: 2 | 3 }) {
  const { client } = useApp();
  const ended = hasEnded(job.state);
  const { value, problem } = useLoaded(
    async (signal) =>
      ended
        ? (await client.ask('get', '/api/v1/jobs/{id}/trial', { path: { id: job.id }, signal })).trial
        : null,
    [job.id, job.state],
  );
  if (!ended) {
    const waits = job.waitsFor === null ? '' : `It waits for ${block(job.waitsFor)}. `;
    return <Nothing>{waits}Its fragments are shown as soon as it has ended.</Nothing>;
  }
  const trial = value.value;
  const told = trial?.fragments.some(({ failure }) => failure?.message === job.failure?.message) ?? false;
  return (
    <>
      <ProblemNote problem={problem.value} />
      {job.failure !== null && !told && <FailureText failure={job.failure} job={job} />}
      {job.warnings.map((warning) => (
        <p key={warning} class="note warn">
          {block(warning)}
        </p>
      ))}
      {trial?.fragments.map((fragment) => (
        <FragmentPart key={fragment.fragment} fragment={fragment} job={job} level={level} />
      ))}
      {trial?.fragments.length === 0 && <Nothing>The splitter yielded no fragment.</Nothing>}
      {job.files !== undefined && <FilesMade files={job.files} level={level} />}
      {trial?.estimate != null && trial.split !== null && (
        <p class="estimate">{capital(estimateText(trial.estimate, trial.split, trial.dataBytes))}.</p>
      )}
    </>
  );
}

function FragmentPart({
  fragment: { fragment, bytes, begins, result, failure },
  job,
  level,
}: {
  readonly fragment: Trial['fragments'][number];
  readonly job: Job;
  readonly level: 2 | 3;
}) {
  const name = `Fragment ${formatNumber(fragment)}`;
  return (
    <section class="trial-fragment" aria-label={name}>
      <Heading title={name} level={level}>
        <span class="dim">{became(result, failure)}</span>
      </Heading>
      <div class="side-by-side">
        <Bytes base64={begins} whole={bytes} of="Fragment" open />
        {result !== null && <Bytes base64={result.begins} whole={result.bytes} of="Result" open />}
      </div>
      {failure !== null && <FailureText failure={failure} job={job} />}
    </section>
  );
}

function became(
  result: Trial['fragments'][number]['result'],
  failure: Trial['fragments'][number]['failure'],
): string {
  if (failure !== null) return 'failed';
  if (result === null) return 'no result';
  const memory = result.memoryBytes === null ? '' : `, the worker at ${formatBytes(result.memoryBytes)}`;
  return `processed in ${formatShortTime(result.seconds)}${memory}`;
}

/** The files that the merger wrote, which were not kept. */
function FilesMade({
  files: { first, count, bytes },
  level,
}: {
  readonly files: NonNullable<Job['files']>;
  readonly level: 2 | 3;
}) {
  return (
    <>
      <Heading title="Files that the merger wrote" level={level} />
      <p class="dim">
        {counted(count, 'file')}, {formatBytes(bytes)}; shown, and not kept.
      </p>
      <ul class="lines">
        {first.map(({ path, bytes: size }) => (
          <li key={path}>
            <code>{line(path)}</code> <span class="dim">{formatBytes(size)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
