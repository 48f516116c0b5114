import { useSignal } from '@preact/signals';
import type { Schemas } from '../../api/client.ts';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Action } from '../../parts/action.tsx';
import { Heading, Nothing } from '../../parts/bits.tsx';
import { Bytes } from '../../parts/bytes.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { saveAnswer } from '../../parts/save.ts';
import { Suspended } from '../../parts/suspended.tsx';
import { line } from '../../show/inert.ts';
import { counted, formatNumber } from '../../show/quantities.ts';
import { canResume } from '../../show/states.ts';
import { hashOf } from '../../state/route.ts';
import { AttemptLog } from './attempt-log.tsx';
import { FailureText } from './failure-text.tsx';
import type { Job, LiveJob } from './live-job.ts';

type Failure = Schemas['Failure'];
type Group = Schemas['FailureGroup'];

/** Why a job did not end well, or which fragments did not: in the author's own lines, each kind of failure once. */
export function WhyPart({ live, job }: { readonly live: LiveJob; readonly job: Job }) {
  const { client } = useApp();
  const { failed, skipped } = job.counts;
  const { value, problem } = useLoaded(
    (signal) => client.ask('get', '/api/v1/jobs/{id}/failures', { path: { id: job.id }, signal }),
    [job.id, job.state, failed + skipped > 0],
  );
  const mending = useSignal(false);
  const groups = value.value?.groups ?? [];
  const ofJob = job.failure;
  const alone = ofJob !== null && !groups.some((group) => isSame(group, ofJob));
  return (
    <>
      {alone && (
        <section aria-label="The failure of the job">
          <FailureText failure={ofJob} job={job} />
        </section>
      )}
      <ProblemNote problem={problem.value} />
      {value.value !== null && groups.length > 0 && (
        <p class="dim">
          {counted(value.value.of, 'fragment')} failed
          {value.value.counted < value.value.of &&
            `; of ${formatNumber(value.value.counted)} it is known why`}
          , in {counted(groups.length, 'way')}.
        </p>
      )}
      {groups.map((group) => (
        <GroupPart key={`${group.code}${group.file}${group.line}${group.message}`} group={group} job={job} />
      ))}
      {!alone && groups.length === 0 && value.value !== null && <Nothing>Nothing of it failed.</Nothing>}
      {canResume(job.state) && job.package !== null && (
        <section aria-label="Mend and go on">
          <Heading title="Mend and go on">
            {!mending.value && (
              <button type="button" class="main" onClick={() => (mending.value = true)}>
                Mend the package …
              </button>
            )}
          </Heading>
          <p>
            The job goes on with mended code. What was processed is kept where what the splitter and the
            processor load has not changed.
          </p>
          {mending.value && (
            <Suspended
              load={() => import('./mend.tsx').then(({ Mend }) => Mend)}
              props={{ job, onResumed: () => live.goOn() }}
            />
          )}
        </section>
      )}
    </>
  );
}

function GroupPart({ group, job }: { readonly group: Group; readonly job: Job }) {
  const { client } = useApp();
  const { count, fragments, example } = group;
  const { fragment, attempts, failure, bytes, begins } = example;
  return (
    <section aria-label={`Failures as ${line(group.code)}`}>
      <Heading title={counted(count, 'fragment')}>
        <span class="dim">
          {fragments.slice(0, 8).map(formatNumber).join(', ')}
          {count > 8 ? ` and ${formatNumber(count - 8)} more` : ''}
        </span>
      </Heading>
      <FailureText failure={failure} job={job} />
      <h3>
        Fragment {formatNumber(fragment)}, {counted(attempts, 'try').replace('trys', 'tries')}
      </h3>
      <Bytes base64={begins} whole={bytes} />
      <AttemptLog id={job.id} fragment={fragment} />
      <div class="buttons">
        <Action
          act={async () => {
            const path = { id: job.id, n: fragment };
            const answer = await client.open('get', '/api/v1/jobs/{id}/fragments/{n}/bundle', { path });
            await saveAnswer(answer, `${job.id}-${fragment}.tar`);
          }}
        >
          Download the replay bundle
        </Action>
        <span class="dim">
          <code>
            butcher replay {job.id}:{fragment}
          </code>{' '}
          runs it again
        </span>
        <a class="button" href={hashOf(['jobs', 'new'], { from: job.id })}>
          Run the job again with …
        </a>
      </div>
    </section>
  );
}

function isSame({ code, message, file, line: at }: Group, failure: Failure): boolean {
  return code === failure.code && message === failure.message && file === failure.file && at === failure.line;
}
