import type { ComponentChildren } from 'preact';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { counted, formatBytes, formatNumber, formatSeconds } from '../../show/quantities.ts';
import type { GivenOptions } from './options.ts';

/** How a job is run, each field with what it means and what holds where it is left empty. */
export function OptionFields({
  options,
  onChange,
}: {
  readonly options: GivenOptions;
  readonly onChange: (options: GivenOptions) => void;
}) {
  const { client } = useApp();
  const { value } = useLoaded((signal) => client.ask('get', '/api/v1/limits', { signal }), []);
  const bounds = value.value;
  const set = (change: Partial<GivenOptions>) => onChange({ ...options, ...change });
  return (
    <>
      <div class="fields">
        <Field
          label="Workers"
          hint={bounds === null ? '' : `This chief has ${counted(bounds.slots, 'slot')}.`}
        >
          <input
            inputMode="numeric"
            pattern="[0-9]*"
            value={options.workers}
            placeholder="as the package says"
            onInput={({ currentTarget }) => set({ workers: currentTarget.value })}
          />
        </Field>
        <Field label="Retries" hint="Tries of a fragment beyond its first.">
          <input
            inputMode="numeric"
            pattern="[0-9]*"
            value={options.retries}
            placeholder="as usual"
            onInput={({ currentTarget }) => set({ retries: currentTarget.value })}
          />
        </Field>
        <Field label="Fragments that fail for good" hint="What they mean for the job.">
          <select
            value={options.onError}
            onChange={({ currentTarget }) => set({ onError: currentTarget.value as GivenOptions['onError'] })}
          >
            <option value="">as usual</option>
            <option value="fail">the job fails</option>
            <option value="skip">they are left out</option>
          </select>
        </Field>
        {options.onError === 'skip' && (
          <Field label="At most so many left out" hint="A number, or a share such as 5%.">
            <input
              value={options.maxFailed}
              placeholder="any number"
              onInput={({ currentTarget }) => set({ maxFailed: currentTarget.value })}
            />
          </Field>
        )}
        <Field label="Merged" hint="In the order of fragments, or sooner.">
          <select
            value={options.ordered}
            onChange={({ currentTarget }) => set({ ordered: currentTarget.value as GivenOptions['ordered'] })}
          >
            <option value="">as the package says</option>
            <option value="yes">in order</option>
            <option value="no">as they come</option>
          </select>
        </Field>
        <label class="check">
          <input
            type="checkbox"
            checked={options.strictResults}
            onChange={({ currentTarget }) => set({ strictResults: currentTarget.checked })}
          />{' '}
          A job without results has failed
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={options.fragmentDigests}
            onChange={({ currentTarget }) => set({ fragmentDigests: currentTarget.checked })}
          />{' '}
          Keep the digest of each fragment’s result
        </label>
      </div>
      {bounds !== null && (
        <details>
          <summary>Limits</summary>
          <div class="fields">
            {bounds.limits.map(({ name, value: usual, unit, meaning }) => (
              <Field key={name} label={name} hint={meaning}>
                <input
                  value={options.limits[name] ?? ''}
                  placeholder={inUnit(usual, unit)}
                  spellcheck={false}
                  maxLength={40}
                  onInput={({ currentTarget }) =>
                    set({ limits: { ...options.limits, [name]: currentTarget.value } })
                  }
                />
              </Field>
            ))}
          </div>
        </details>
      )}
    </>
  );
}

function Field({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint: string;
  readonly children: ComponentChildren;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
      <small>{hint}</small>
    </label>
  );
}

function inUnit(value: number, unit: string): string {
  if (unit === 'bytes') return formatBytes(value);
  if (unit === 'seconds') return formatSeconds(value);
  return unit === 'cores' ? String(value) : formatNumber(value);
}
