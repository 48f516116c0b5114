import { useSignal } from '@preact/signals';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Action } from '../../parts/action.tsx';
import { Heading, Moment } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { block } from '../../show/inert.ts';
import { counted } from '../../show/quantities.ts';

const everyMs = 3000;

/** Has the chief begin no job any more and take nothing new, and take them again; authors are told why. */
export function DrainPart({ onChanged }: { readonly onChanged: () => void }) {
  const { client } = useApp();
  const reason = useSignal('');
  const { value, problem, reload } = useLoaded(
    (signal) => client.ask('get', '/api/v1/drain', { signal }),
    [],
    everyMs,
  );
  if (value.value === null) return <ProblemNote problem={problem.value} />;
  const { draining, running } = value.value;
  const changed = () => {
    reload();
    onChanged();
  };
  return (
    <section aria-label="Draining">
      <Heading title="Draining" />
      <p class="dim">
        What runs goes on to its end; nothing is begun and nothing new taken. Why is said to whoever submits
        something, and shown to all.
      </p>
      {draining === null ? (
        <div class="buttons">
          <label class="field">
            <span>Why the chief takes nothing new</span>
            <input
              value={reason.value}
              maxLength={200}
              size={40}
              placeholder="its operator works on it"
              onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
            />
          </label>
          <Action
            sure={`No job will be begun and nothing new taken. ${counted(running, 'job')} will go on to the end.`}
            done="The chief is drained."
            act={async () => {
              const why = reason.value.trim();
              await client.ask('post', '/api/v1/drain', { body: why === '' ? {} : { reason: why } });
              reason.value = '';
              changed();
            }}
          >
            Drain
          </Action>
        </div>
      ) : (
        <div class="buttons">
          <p class="note warn">
            Drained since <Moment ms={draining.sinceMs} />: {block(draining.reason)}.{' '}
            {running === 0
              ? 'Nothing runs any more.'
              : `${counted(running, 'job')} still ${running === 1 ? 'runs' : 'run'}.`}
          </p>
          <Action
            kind="main"
            done="The chief takes jobs again."
            act={async () => {
              await client.ask('delete', '/api/v1/drain');
              changed();
            }}
          >
            Take jobs again
          </Action>
        </div>
      )}
    </section>
  );
}
