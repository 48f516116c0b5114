import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Client } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useApp } from '../../app/app.ts';
import { Action } from '../../parts/action.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { type DraftFile, draftFile } from '../../state/package-draft.ts';
import { hashOf } from '../../state/route.ts';
import { PackageEditor } from '../new-job/package-editor.tsx';
import { PackageWork } from '../new-job/package-work.ts';
import type { Job } from './live-job.ts';

/** The job's package to mend, here or by dropping another, and what takes the job on with it. */
export function Mend({ job, onResumed }: { readonly job: Job; readonly onResumed: () => Promise<void> }) {
  const { client, said } = useApp();
  const work = useMemo(() => new PackageWork(client), [job.id]);
  const keepResults = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    filesOf(client, job.package!).then(
      (files) => work.take(job.name, files),
      (error: unknown) => {
        problem.value = asProblem(error);
      },
    );
  }, [work]);
  const goOn = async () => {
    const { digest } = await work.upload();
    const body = { package: digest, ...(keepResults.value ? { keepResults: true } : {}) };
    await client.ask('post', '/api/v1/jobs/{id}/resume', { path: { id: job.id }, body });
    said.value = 'The job goes on with the mended package.';
    location.hash = hashOf(['jobs', job.id]);
    await onResumed();
  };
  return (
    <>
      <ProblemNote problem={problem.value} />
      <PackageEditor work={work} />
      <label class="check">
        <input
          type="checkbox"
          checked={keepResults.value}
          onChange={({ currentTarget }) => (keepResults.value = currentTarget.checked)}
        />{' '}
        Keep what was processed although the processor has changed
      </label>
      <div class="buttons run-bar">
        <Action kind="main" disabled={work.isEmpty || work.checked.value?.report.refused === true} act={goOn}>
          Upload and go on
        </Action>
      </div>
    </>
  );
}

async function filesOf(client: Client, digest: string): Promise<readonly DraftFile[]> {
  const { items } = await client.ask('get', '/api/v1/packages/{digest}/files', { path: { digest } });
  const files: DraftFile[] = [];
  for (const { path } of items) {
    const answer = await client.open('get', '/api/v1/packages/{digest}/file', {
      path: { digest },
      query: { path },
    });
    files.push(draftFile(path, new Uint8Array(await answer.arrayBuffer())));
  }
  return files;
}
