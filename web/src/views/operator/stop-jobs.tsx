import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Action } from '../../parts/action.tsx';
import { counted } from '../../show/quantities.ts';
import { hasEnded } from '../../show/states.ts';
import type { JobState } from '../../state/job-rows.ts';

const everyMs = 3000;
const mostRounds = 20;

/** What of an account runs or waits, and what ends all of it. */
export function StopJobs({ account }: { readonly account: string }) {
  const { client } = useApp();
  const { value, reload } = useLoaded(
    (signal) => client.ask('get', '/api/v1/jobs/counts', { query: { account }, signal }),
    [account],
    everyMs,
  );
  const counts = Object.entries(value.value?.counts ?? {});
  const open = counts.reduce((sum, [state, count]) => sum + (hasEnded(state as JobState) ? 0 : count), 0);
  return (
    <Action
      kind="danger"
      disabled={open === 0}
      sure={`${counted(open, 'job')} of ${account} will be cancelled. They can be resumed.`}
      done="Its jobs were stopped."
      act={async () => {
        const filled = { path: { name: account }, body: { reason: 'stopped by the operator' } };
        // What waited may have begun in the place of what was stopped.
        for (let round = 0; round < mostRounds; round += 1)
          if ((await client.ask('post', '/api/v1/accounts/{name}/stop', filled)).stopped === 0) break;
        reload();
      }}
    >
      Stop what runs and waits ({open})
    </Action>
  );
}
