import type { Schemas } from '../api/client.ts';
import { useApp } from '../app/app.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { block } from '../show/inert.ts';

const everyMs = 10_000;

/** Why no job can begin now, a sentence each; nothing where jobs can. */
export function Holds({ holds }: { readonly holds: Schemas['Machine']['holds'] }) {
  return (
    <>
      {holds.map(({ what, message }) => (
        <p key={what} class="note warn" role="status">
          {block(message)}
        </p>
      ))}
    </>
  );
}

/** The same, asked for by itself, where somebody is about to begin one. */
export function HoldsNow() {
  const { client } = useApp();
  const { value } = useLoaded((signal) => client.ask('get', '/api/v1/status', { signal }), [], everyMs);
  return value.value === null ? null : <Holds holds={value.value.status.holds} />;
}
