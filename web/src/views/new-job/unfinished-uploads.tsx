import type { Schemas } from '../../api/client.ts';
import { useApp } from '../../app/app.ts';
import { Action } from '../../parts/action.tsx';
import { Moment } from '../../parts/bits.tsx';
import { line } from '../../show/inert.ts';
import { formatBytes } from '../../show/quantities.ts';

/** Data of which a part has come, here or from elsewhere, and how they are gone on with. */
export function UnfinishedUploads({
  uploads,
  onGone,
}: {
  readonly uploads: readonly Schemas['Upload'][];
  readonly onGone: () => void;
}) {
  const { client } = useApp();
  if (uploads.length === 0) return null;
  return (
    <ul class="unfinished" aria-label="Data that have come in part">
      {uploads.map(({ id, name, folder, offset, bytes, expiresAtMs }) => (
        <li key={id}>
          <span>
            <b>{line(name)}</b>: {formatBytes(offset)}
            {bytes !== null && ` of ${formatBytes(bytes)}`} have come. Drop the same{' '}
            {folder ? 'folder' : 'file'} again to go on from there{expiresAtMs !== null && ', until '}
            {expiresAtMs !== null && <Moment ms={expiresAtMs} />}.
          </span>
          <Action
            label={`Give up ${line(name)}`}
            done="What had come was removed."
            act={async () => {
              await client.ask('delete', '/api/v1/uploads/{id}', { path: { id } });
              onGone();
            }}
          >
            Give up
          </Action>
        </li>
      ))}
    </ul>
  );
}
