import { useApp } from '../../app/app.ts';
import { Action } from '../../parts/action.tsx';
import { saveAnswer } from '../../parts/save.ts';
import { canResume, hasEnded } from '../../show/states.ts';
import { hashOf } from '../../state/route.ts';
import type { Job, LiveJob } from './live-job.ts';

/** What can be done with the job as it is. */
export function JobActions({ live, job }: { readonly live: LiveJob; readonly job: Job }) {
  const { client } = useApp();
  const path = { id: job.id };
  return (
    <div class="buttons">
      {job.hasResults && (
        <Action
          kind="main"
          done="The results were fetched."
          act={async () =>
            saveAnswer(await client.open('get', '/api/v1/jobs/{id}/results', { path }), `${job.name}.tar`)
          }
        >
          Download results
        </Action>
      )}
      {!hasEnded(job.state) && <CancelJob live={live} job={job} />}
      {canResume(job.state) && (
        <Action
          act={async () => {
            await client.ask('post', '/api/v1/jobs/{id}/resume', { path, body: {} });
            await live.goOn();
          }}
        >
          Resume
        </Action>
      )}
      {hasEnded(job.state) && (
        <>
          {job.package !== null && (
            <Action
              act={async () => {
                const { job: again } = await client.ask('post', '/api/v1/jobs/{id}/rerun', {
                  path,
                  body: {},
                });
                location.hash = hashOf(['jobs', again.id]);
              }}
            >
              Run again
            </Action>
          )}
          {job.package !== null && (
            <a class="button" href={hashOf(['jobs', 'new'], { from: job.id })}>
              Run again with …
            </a>
          )}
          <Action
            kind="danger"
            sure="The job will be deleted, with its results. That cannot be undone."
            act={async () => {
              await client.ask('delete', '/api/v1/jobs/{id}', { path });
              location.hash = hashOf(['jobs']);
            }}
          >
            Delete
          </Action>
        </>
      )}
    </div>
  );
}

/** Ends a job that has not ended, once it was asked whether that is meant. */
export function CancelJob({ live, job }: { readonly live: LiveJob; readonly job: Job }) {
  const { client } = useApp();
  const goesOn = job.options.resume ? ' It can be resumed: what was processed is kept.' : '';
  return (
    <Action
      sure={`The job will be cancelled.${goesOn}`}
      act={async () => {
        const path = { id: job.id };
        const answer = await client.ask('post', '/api/v1/jobs/{id}/cancel', { path, body: {} });
        live.job.value = answer.job;
      }}
    >
      Cancel
    </Action>
  );
}
