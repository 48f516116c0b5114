import { useSignal } from '@preact/signals';
import type { Schemas } from '../../api/client.ts';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Action } from '../../parts/action.tsx';
import { Nothing } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { saveAnswer } from '../../parts/save.ts';
import { line } from '../../show/inert.ts';
import { counted, formatBytes } from '../../show/quantities.ts';
import type { Job } from './live-job.ts';
import { Preview } from './preview.tsx';

type Entry = Schemas['ResultEntry'];

/** What is directly in a folder, as far as it was asked for. */
interface Page {
  readonly items: readonly Entry[];
  readonly next: string | null;
}

const mostEntries = 500;

/** The files of a job's results, each to look at or to save. */
export function ResultsPart({ job }: { readonly job: Job }) {
  const shown = useSignal<Entry | null>(null);
  return (
    <section class="results" aria-label="Results">
      <div class="tree">
        <h2 class="unseen">Files</h2>
        <Folder
          job={job}
          folder=""
          onShow={(entry) => (shown.value = entry)}
          shown={shown.value?.key ?? null}
        />
      </div>
      <div class="preview">
        {shown.value === null ? (
          <Nothing>Choose a file to look at it here.</Nothing>
        ) : (
          <Shown key={shown.value.key} job={job} entry={shown.value} />
        )}
      </div>
    </section>
  );
}

function Folder({
  job,
  folder,
  onShow,
  shown,
}: {
  readonly job: Job;
  readonly folder: string;
  readonly onShow: (entry: Entry) => void;
  readonly shown: string | null;
}) {
  const { client } = useApp();
  const later = useSignal<Page | null>(null);
  const page = (cursor: string | null, signal?: AbortSignal) => {
    const of = folder === '' ? {} : { folder };
    const query = { limit: mostEntries, ...of, ...(cursor === null ? {} : { cursor }) };
    const path = { id: job.id };
    return client.ask('get', '/api/v1/jobs/{id}/results/files', { path, query, ...(signal && { signal }) });
  };
  const { value, problem } = useLoaded((signal) => page(null, signal), [job.id, folder]);
  if (problem.value !== null) return <ProblemNote problem={problem.value} />;
  if (value.value === null) return <Nothing>Asking for the files …</Nothing>;
  const items = [...value.value.items, ...(later.value?.items ?? [])];
  const next = later.value === null ? value.value.next : later.value.next;
  if (items.length === 0) return <Nothing>There is no file in it.</Nothing>;
  return (
    <ul class="files">
      {items.map((entry) => (
        <li key={entry.key}>
          {entry.kind === 'folder' ? (
            <SubFolder job={job} entry={entry} onShow={onShow} shown={shown} />
          ) : (
            <button
              type="button"
              class="file"
              aria-current={entry.key === shown ? 'true' : undefined}
              onClick={() => onShow(entry)}
            >
              <span class="file-name">{line(entry.name)}</span>{' '}
              <span class="dim">{formatBytes(entry.bytes)}</span>
            </button>
          )}
        </li>
      ))}
      {next !== null && (
        <li>
          <Action
            act={async () => {
              const more = await page(next);
              later.value = { items: [...(later.value?.items ?? []), ...more.items], next: more.next };
            }}
          >
            More of {folder === '' ? 'the files' : 'this folder'} …
          </Action>
        </li>
      )}
    </ul>
  );
}

function SubFolder({
  job,
  entry,
  onShow,
  shown,
}: {
  readonly job: Job;
  readonly entry: Entry;
  readonly onShow: (entry: Entry) => void;
  readonly shown: string | null;
}) {
  const open = useSignal(false);
  return (
    <details onToggle={({ currentTarget }) => (open.value = currentTarget.open)}>
      <summary>
        <span class="file-name">{line(entry.name)}/</span>{' '}
        <span class="dim">
          {counted(entry.files, 'file')}, {formatBytes(entry.bytes)}
        </span>
      </summary>
      {open.value && <Folder job={job} folder={entry.key} onShow={onShow} shown={shown} />}
    </details>
  );
}

function Shown({ job, entry }: { readonly job: Job; readonly entry: Entry }) {
  const { client } = useApp();
  const asked = { path: { id: job.id }, query: { key: entry.key } };
  return (
    <>
      <div class="heading">
        <h2>{line(entry.name)}</h2>
        <span class="dim">{formatBytes(entry.bytes)}</span>
        <Action
          act={async () =>
            saveAnswer(await client.open('get', '/api/v1/jobs/{id}/results/file', asked), line(entry.name))
          }
        >
          Save
        </Action>
      </div>
      <Preview
        name={entry.name}
        bytes={entry.bytes}
        open={(headers, signal) =>
          client.open('get', '/api/v1/jobs/{id}/results/file', { ...asked, headers, signal })
        }
      />
    </>
  );
}
