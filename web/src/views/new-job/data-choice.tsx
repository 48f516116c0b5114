import type { Client, Schemas } from '../../api/client.ts';
import { isUnfinished, type PartsSending, sendInParts } from '../../api/send-in-parts.ts';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { DropZone } from '../../parts/drop-zone.tsx';
import { line } from '../../show/inert.ts';
import { counted, formatBytes } from '../../show/quantities.ts';
import { type DroppedFile, fingerprintOf, packedFolder } from '../../state/dropped.ts';
import { UnfinishedUploads } from './unfinished-uploads.tsx';

/** The data that a job is to have. */
export type DataWanted =
  | { readonly kind: 'none' }
  | { readonly kind: 'kept'; readonly id: string }
  | {
      readonly kind: 'new';
      readonly name: string;
      readonly bytes: number;
      readonly files: number;
      readonly folder: boolean;
      /** What the same data are known by when they are dropped again. */
      readonly fingerprint: string;
      readonly send: (client: Client, sending: PartsSending) => Promise<Schemas['Dataset']>;
    };

/** Data that are dropped, those that the chief has, or none. */
export function DataChoice({
  wanted,
  isSending,
  onWant,
}: {
  readonly wanted: DataWanted;
  readonly isSending: boolean;
  readonly onWant: (wanted: DataWanted) => void;
}) {
  const { client } = useApp();
  const { value } = useLoaded(
    (signal) => client.ask('get', '/api/v1/datasets', { query: { limit: 1000 }, signal }),
    [wanted.kind === 'kept' ? wanted.id : ''],
  );
  const items = value.value?.items ?? [];
  const uploads = useLoaded(
    async (signal) => (isSending ? [] : (await client.ask('get', '/api/v1/uploads', { signal })).items),
    [isSending, wanted.kind],
  );
  const unfinished = (uploads.value.value ?? []).filter(
    ({ kind, complete, offset }) => kind === 'dataset' && !complete && offset > 0,
  );
  const begun =
    wanted.kind === 'new'
      ? unfinished.find((upload) => isUnfinished(upload, { ...wanted, kind: 'dataset' }))
      : undefined;
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
            {formatBytes(wanted.bytes)}:{' '}
            {begun === undefined
              ? 'sent when the job is run.'
              : `${formatBytes(begun.offset)} have come before; the rest is sent when the job is run.`}
          </>
        ) : (
          'Drop a file, or a folder that the splitter then sees as one.'
        )}
      </DropZone>
      <UnfinishedUploads uploads={unfinished.filter((upload) => upload !== begun)} onGone={uploads.reload} />
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
    folder,
    fingerprint: fingerprintOf(files),
    send: async (client, sending) => {
      const body = folder ? await packedFolder(files) : first.file;
      const wanted = { kind: 'dataset', name, folder, fingerprint: fingerprintOf(files), body } as const;
      const { dataset } = await sendInParts(client, wanted, sending);
      if (dataset === undefined) throw new Error('The chief took the data for something else.');
      return dataset;
    },
  };
}
