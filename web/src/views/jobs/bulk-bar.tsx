import { useSignal } from '@preact/signals';
import { asProblem } from '../../api/problem.ts';
import { useApp } from '../../app/app.ts';
import { Action } from '../../parts/action.tsx';
import { block, line } from '../../show/inert.ts';
import { counted } from '../../show/quantities.ts';
import { canResume, hasEnded } from '../../show/states.ts';
import type { JobRow, JobRows } from '../../state/job-rows.ts';

type BulkAction = 'cancel' | 'delete' | 'resume';

const mostAtOnce = 200;

interface Refusal {
  readonly id: string;
  readonly detail: string;
}

/** What can be done with the jobs that are picked; those that it does not fit are left as they are, and named. */
export function BulkBar({ rows }: { readonly rows: JobRows }) {
  const { client, said } = useApp();
  const refused = useSignal<readonly Refusal[]>([]);
  const picked = [...rows.picked.value].flatMap((id) => rows.row(id) ?? []);
  const fitting = (fits: (row: JobRow) => boolean) => picked.filter(fits).map(({ id }) => id);
  const running = fitting(({ state }) => !hasEnded(state));
  const ended = fitting(({ state }) => hasEnded(state));
  const resumable = fitting(({ state }) => canResume(state));
  const act = async (action: BulkAction, ids: readonly string[]) => {
    refused.value = [];
    for (let at = 0; at < ids.length; at += mostAtOnce) {
      const body = { action, ids: ids.slice(at, at + mostAtOnce) };
      const { items } = await client.ask('post', '/api/v1/jobs/bulk', { body });
      refused.value = [
        ...refused.value,
        ...items.flatMap(({ id, problem }) => (problem === null ? [] : [{ id, detail: problem.detail }])),
      ];
      if (action === 'delete') rows.drop(items.filter(({ done }) => done).map(({ id }) => id));
    }
    rows.pick([...rows.picked.value], false);
    said.value = `${counted(ids.length - refused.value.length, 'job')}: ${action} done.`;
  };
  const again = fitting(({ state, package: digest }) => hasEnded(state) && digest !== null);
  const runAgain = async () => {
    refused.value = [];
    for (const id of again)
      try {
        await client.ask('post', '/api/v1/jobs/{id}/rerun', { path: { id }, body: {} });
      } catch (error) {
        refused.value = [...refused.value, { id, detail: asProblem(error).message }];
      }
    rows.pick([...rows.picked.value], false);
    said.value = `${counted(again.length - refused.value.length, 'job')} in the queue again.`;
  };
  if (picked.length === 0 && refused.value.length === 0) return null;
  return (
    <section class="bulk" aria-label="Jobs that are picked">
      {picked.length > 0 && (
        <div class="buttons">
          <span>{counted(picked.length, 'job')} picked</span>
          <Action
            disabled={running.length === 0}
            sure={`${counted(running.length, 'job')} will be cancelled. They can be resumed.`}
            act={() => act('cancel', running)}
          >
            Cancel {running.length}
          </Action>
          <Action disabled={resumable.length === 0} act={() => act('resume', resumable)}>
            Resume {resumable.length}
          </Action>
          <Action disabled={again.length === 0} act={runAgain}>
            Run again {again.length}
          </Action>
          <Action
            kind="danger"
            disabled={ended.length === 0}
            sure={`${counted(ended.length, 'job')} will be deleted, with results. That cannot be undone.`}
            act={() => act('delete', ended)}
          >
            Delete {ended.length}
          </Action>
          <button type="button" class="quiet" onClick={() => rows.pick([...rows.picked.value], false)}>
            Pick none
          </button>
        </div>
      )}
      {refused.value.length > 0 && (
        <ul class="note bad lines" role="alert">
          {refused.value.slice(0, 20).map(({ id, detail }) => (
            <li key={id}>
              <code>{line(id)}</code> {block(detail)}
            </li>
          ))}
          {refused.value.length > 20 && <li>… and {refused.value.length - 20} more</li>}
        </ul>
      )}
    </section>
  );
}
