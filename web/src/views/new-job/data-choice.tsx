import type { Client, Schemas } from '../../api/client.ts';
import { pause } from '../../api/follow.ts';
import { asProblem } from '../../api/problem.ts';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { DropZone } from '../../parts/drop-zone.tsx';
import { line } from '../../show/inert.ts';
import { counted, formatBytes } from '../../show/quantities.ts';
import { type DroppedFile, packedFolder } from '../../state/dropped.ts';

/** The data that a job is to have. */
export type DataWanted =
  | { readonly kind: 'none' }
  | { readonly kind: 'kept'; readonly id: string }
  | {
      readonly kind: 'new';
      readonly name: string;
      readonly bytes: number;
      readonly files: number;
      readonly send: (client: Client, tell: (text: string) => void) => Promise<Schemas['Dataset']>;
    };

const attempts = 4;

/** Data that are dropped, those that the chief has, or none. */
export function DataChoice({
  wanted,
  onWant,
}: {
  readonly wanted: DataWanted;
  readonly onWant: (wanted: DataWanted) => void;
}) {
  const { client } = useApp();
  const { value } = useLoaded(
    (signal) => client.ask('get', '/api/v1/datasets', { query: { limit: 1000 }, signal }),
    [wanted.kind === 'kept' ? wanted.id : ''],
  );
  const items = value.value?.items ?? [];
  return (
    <>
      <label class="field">
        <span>Data that the chief has</span>
        <select
          value={wanted.kind === 'kept' ? wanted.id : ''}
          onChange={({ currentTarget: { value: id } }) =>
            onWant(id === '' ? { kind: 'none' } : { kind: 'kept', id })
          }
        >
          <option value="">{wanted.kind === 'new' ? 'those below' : 'none'}</option>
          {items.map(({ id, name, bytes }) => (
            <option key={id} value={id}>
              {line(name)} ({formatBytes(bytes)})
            </option>
          ))}
        </select>
      </label>
      <DropZone label="Data" onFiles={async (files) => onWant(newData(files))}>
        {wanted.kind === 'new' ? (
          <>
            <b>{line(wanted.name)}</b>, {wanted.files > 1 && `${counted(wanted.files, 'file')}, `}
            {formatBytes(wanted.bytes)}: sent when the job is run.
          </>
        ) : (
          'Drop a file, or a folder that the splitter then sees as one.'
        )}
      </DropZone>
    </>
  );
}

function newData(files: readonly DroppedFile[]): DataWanted {
  const first = files[0]!;
  const folder = files.length > 1 || first.path.includes('/');
  const name = folder && first.path.includes('/') ? first.path.split('/')[0]! : first.file.name;
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return {
    kind: 'new',
    name,
    bytes,
    files: files.length,
    send: async (client, tell) => {
      const body = folder ? await packedFolder(files) : first.file;
      return sent(client, body, { name, ...(folder ? { folder: true } : {}) }, tell);
    },
  };
}

/** Sends data, from the beginning again where the line broke: the chief keeps nothing of half an upload. */
async function sent(
  client: Client,
  body: Blob,
  query: { readonly name: string; readonly folder?: boolean },
  tell: (text: string) => void,
): Promise<Schemas['Dataset']> {
  for (let attempt = 1; ; attempt += 1)
    try {
      const answer = await client.upload('/api/v1/datasets', { query, body }, (bytes) =>
        tell(`Sending the data: ${formatBytes(bytes)} of ${formatBytes(body.size)}`),
      );
      return answer.dataset;
    } catch (error) {
      const problem = asProblem(error);
      if (!problem.passes || attempt === attempts) throw problem;
      tell(`The line broke; trying again (${attempt} of ${attempts - 1})`);
      await pause((problem.waitSeconds ?? attempt) * 1000, new AbortController().signal);
    }
}
