import type { Schemas } from '../api/client.ts';
import { useApp } from '../app/app.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { block } from '../show/inert.ts';
import { counted, formatNumber } from '../show/quantities.ts';

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

/** The same, asked for by itself, and whether a job would have to wait, where somebody is about to begin one. */
export function HoldsNow() {
  const { client } = useApp();
  const { value } = useLoaded((signal) => client.ask('get', '/api/v1/status', { signal }), [], everyMs);
  if (value.value === null) return null;
  const { holds, queueLength, slots } = value.value.status;
  const busy = `${formatNumber(slots.shared)} of ${counted(slots.total, 'slot')} in use`;
  return (
    <>
      <Holds holds={holds} />
      <p class="dim">
        {queueLength === 0
          ? `No job waits, ${busy}.`
          : `${counted(queueLength, 'job')} ${queueLength === 1 ? 'waits' : 'wait'}, ${busy}.`}
      </p>
    </>
  );
}
