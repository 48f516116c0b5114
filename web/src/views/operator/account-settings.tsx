import { useSignal } from '@preact/signals';
import type { Schemas } from '../../api/client.ts';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Action } from '../../parts/action.tsx';
import { Heading } from '../../parts/bits.tsx';
import { formatBytes, formatNumber } from '../../show/quantities.ts';

type Setting = Exclude<keyof Schemas['AccountInUse']['settings'], 'limits'>;
type LimitName = keyof Schemas['Limits'];

const settings: readonly { readonly key: Setting; readonly label: string; readonly hint: string }[] = [
  { key: 'quotaBytes', label: 'Quota', hint: 'Such as 20GiB.' },
  { key: 'slots', label: 'Workers at once', hint: 'Over all of its jobs.' },
  { key: 'weight', label: 'Weight', hint: 'Its part of the workers beside that of others.' },
  { key: 'queuedJobs', label: 'Jobs that may wait', hint: '' },
  { key: 'requestsPerSecond', label: 'Requests in a second', hint: '' },
  { key: 'requestBurst', label: 'Requests at once', hint: 'After it has sent none for a while.' },
];

/** What was decided for one account; an empty field is as the chief has it for all. */
export function AccountSettings({
  account: { name, settings: decided },
  onChanged,
}: {
  readonly account: Schemas['AccountInUse'];
  readonly onChanged: () => void;
}) {
  const { client } = useApp();
  const changed = useSignal<Partial<Record<Setting, string>>>({});
  const limited = useSignal<Partial<Record<LimitName, string>>>({});
  const bounds = useLoaded((signal) => client.ask('get', '/api/v1/limits', { signal }), []).value.value;
  const own = decided.limits ?? {};
  const save = async () => {
    const limits = Object.keys(limited.value).length === 0 ? {} : { limits: textsOrNull(limited.value) };
    await client.ask('patch', '/api/v1/accounts/{name}', {
      path: { name },
      body: { settings: { ...textsOrNull(changed.value), ...limits } },
    });
    limited.value = {};
    changed.value = {};
    onChanged();
  };
  return (
    <section aria-label="Decided for it">
      <Heading title="Decided for it" />
      <div class="fields">
        {settings.map(({ key, label, hint }) => {
          const value = decided[key];
          const shown = key === 'quotaBytes' && value !== undefined ? formatBytes(value) : '';
          return (
            <label key={key} class="field">
              <span>{label}</span>
              <input
                value={changed.value[key] ?? value ?? ''}
                placeholder="as for all"
                maxLength={40}
                spellcheck={false}
                onInput={({ currentTarget }) =>
                  (changed.value = { ...changed.value, [key]: currentTarget.value })
                }
              />
              <small>{shown === '' ? hint : `${shown} (${formatNumber(value!)} bytes)`}</small>
            </label>
          );
        })}
      </div>
      {bounds !== null && (
        <details>
          <summary>
            Limits of its jobs
            {Object.keys(own).length > 0 && `, ${formatNumber(Object.keys(own).length)} of them decided`}
          </summary>
          <div class="fields">
            {bounds.limits.map(({ name: limit, meaning }) => {
              const key = limit as LimitName;
              return (
                <label key={key} class="field">
                  <span>{key}</span>
                  <input
                    value={limited.value[key] ?? own[key] ?? ''}
                    placeholder="as for all"
                    maxLength={40}
                    spellcheck={false}
                    onInput={({ currentTarget }) =>
                      (limited.value = { ...limited.value, [key]: currentTarget.value })
                    }
                  />
                  <small>{meaning}</small>
                </label>
              );
            })}
          </div>
        </details>
      )}
      <Action
        disabled={Object.keys({ ...changed.value, ...limited.value }).length === 0}
        done="It was decided."
        act={save}
      >
        Decide
      </Action>
    </section>
  );
}

/** What was written in fields as the chief takes it: an empty one takes a decision back. */
function textsOrNull(written: Readonly<Record<string, string>>): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    Object.entries(written).map(([key, text]) => [key, text.trim() === '' ? null : text.trim()]),
  );
}
