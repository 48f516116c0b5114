import { useSignal } from '@preact/signals';
import type { Schemas } from '../../api/client.ts';
import { useApp } from '../../app/app.ts';
import { Action } from '../../parts/action.tsx';
import { Moment } from '../../parts/bits.tsx';
import { block } from '../../show/inert.ts';

/** Blocks an account, with what it runs or without, and lets it in again. */
export function BlockPart({
  account: { name, blocked },
  onChanged,
}: {
  readonly account: Schemas['AccountInUse'];
  readonly onChanged: () => void;
}) {
  const { client, said } = useApp();
  const already = useSignal(false);
  const reason = useSignal('');
  const stop = useSignal(false);
  const path = { name };
  if (blocked !== null)
    return (
      <div class="buttons">
        <p class="note bad">
          Blocked since <Moment ms={blocked.sinceMs} />: {block(blocked.reason)}
          {blocked.stops && ' What ran of it was stopped.'}
          {already.value && ' It was blocked before you did it, and that reason stays.'}
        </p>
        <Action
          sure="The account is let in again, and its strikes are forgiven."
          act={async () => {
            await client.ask('post', '/api/v1/accounts/{name}/unblock', { path });
            already.value = false;
            onChanged();
          }}
        >
          Unblock
        </Action>
      </div>
    );
  return (
    <div class="buttons">
      <label class="field">
        <span>Why it is blocked</span>
        <input
          value={reason.value}
          maxLength={500}
          size={40}
          placeholder="said to whoever uses its tokens"
          onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={stop.value}
          onChange={({ currentTarget }) => (stop.value = currentTarget.checked)}
        />{' '}
        stop what it runs
      </label>
      <Action
        kind="danger"
        disabled={reason.value.trim() === ''}
        act={async () => {
          const body = { reason: reason.value.trim(), stop: stop.value };
          const answer = await client.ask('post', '/api/v1/accounts/{name}/block', { path, body });
          already.value = answer.already;
          said.value = answer.already
            ? 'The account was blocked already; its first reason stays.'
            : 'The account is blocked.';
          onChanged();
        }}
      >
        Block
      </Action>
    </div>
  );
}
