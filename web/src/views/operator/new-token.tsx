import { useSignal } from '@preact/signals';
import type { Answer, Schemas } from '../../api/client.ts';
import { useApp } from '../../app/app.ts';
import { Action } from '../../parts/action.tsx';
import { Heading } from '../../parts/bits.tsx';
import { line } from '../../show/inert.ts';

type Scope = Schemas['Token']['scopes'][number];

/** What a token may do, as `butcher token create --help` says it. */
const scopes: Readonly<Record<Scope, string>> = {
  admin: 'everything',
  operator: 'see all, end and resume jobs, see to accounts',
  author: 'upload, submit, delete and read its own',
  read: 'read its own',
  metrics: 'read /metrics',
};

/** A token for an account, which is made where it is new. */
export function NewToken({
  account,
  onMade,
}: {
  readonly account: string | null;
  readonly onMade: () => void;
}) {
  const { client } = useApp();
  const name = useSignal('');
  const expires = useSignal('');
  const label = useSignal('');
  const scope = useSignal<'' | Scope>('');
  const made = useSignal<Answer<'post', '/api/v1/tokens'> | null>(null);
  return (
    <section aria-label="New token">
      <Heading title="New token" />
      <div class="buttons">
        {account === null && (
          <label class="field">
            <span>For the account</span>
            <input
              value={name.value}
              maxLength={63}
              spellcheck={false}
              onInput={({ currentTarget }) => (name.value = currentTarget.value)}
            />
          </label>
        )}
        <label class="field">
          <span>Ends after</span>
          <input
            value={expires.value}
            maxLength={20}
            placeholder="never; 30d, 12h"
            spellcheck={false}
            onInput={({ currentTarget }) => (expires.value = currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>What it is for</span>
          <input
            value={label.value}
            maxLength={100}
            onInput={({ currentTarget }) => (label.value = currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>What it may do</span>
          <select
            value={scope.value}
            onChange={({ currentTarget }) => (scope.value = currentTarget.value as '' | Scope)}
          >
            <option value="">as usual</option>
            {Object.entries(scopes).map(([key, meaning]) => (
              <option key={key} value={key}>
                {key}: {meaning}
              </option>
            ))}
          </select>
        </label>
        <Action
          disabled={account === null && name.value.trim() === ''}
          done="The token was made."
          act={async () => {
            const body = {
              account: account ?? name.value.trim(),
              ...(label.value.trim() === '' ? {} : { label: label.value.trim() }),
              ...(scope.value === '' ? {} : { scopes: [scope.value] }),
              ...(expires.value.trim() === '' ? {} : { expires: expires.value.trim() }),
            };
            made.value = await client.ask('post', '/api/v1/tokens', { body });
            onMade();
          }}
        >
          Make it
        </Action>
      </div>
      {made.value !== null && (
        <p class="note good" role="status">
          The token of {line(made.value.account)}, shown this once:{' '}
          <code class="token">{made.value.token}</code>
        </p>
      )}
    </section>
  );
}
