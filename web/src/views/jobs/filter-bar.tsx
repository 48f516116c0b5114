import { Typed } from '../../parts/typed.tsx';
import { formatNumber } from '../../show/quantities.ts';
import { allStates, stateLooks } from '../../show/states.ts';
import type { JobFilter, JobState } from '../../state/job-rows.ts';

/** A chip for each state that jobs are in, with how many. */
export function StateChips({
  counts,
  chosen,
  onChoose,
}: {
  readonly counts: Partial<Readonly<Record<JobState, number>>>;
  readonly chosen: readonly JobState[];
  readonly onChoose: (states: readonly JobState[]) => void;
}) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const there = allStates.filter((state) => (counts[state] ?? 0) > 0 || chosen.includes(state));
  return (
    <div class="chips" role="group" aria-label="States">
      <button type="button" aria-pressed={chosen.length === 0} onClick={() => onChoose([])}>
        all <b>{formatNumber(all)}</b>
      </button>
      {there.map((state) => (
        <button
          key={state}
          type="button"
          class={stateLooks[state].tone}
          aria-pressed={chosen.includes(state)}
          onClick={() =>
            onChoose(chosen.includes(state) ? chosen.filter((other) => other !== state) : [...chosen, state])
          }
        >
          <span aria-hidden="true">{stateLooks[state].sign}</span> {state}{' '}
          <b>{formatNumber(counts[state] ?? 0)}</b>
        </button>
      ))}
    </div>
  );
}

/** By text, account and age. */
export function FilterBar({
  filter,
  admin,
  onChange,
}: {
  readonly filter: JobFilter;
  readonly admin: boolean;
  readonly onChange: (change: Partial<JobFilter>) => void;
}) {
  return (
    <search class="filters">
      <Typed label="Name or id" value={filter.text} onTyped={(text) => onChange({ text })} />
      {admin && <Typed label="Account" value={filter.account} onTyped={(account) => onChange({ account })} />}
      <label>
        Made{' '}
        <select
          value={filter.hours === null ? '' : String(filter.hours)}
          onChange={({ currentTarget: { value } }) =>
            onChange({ hours: value === '' ? null : Number(value) })
          }
        >
          <option value="">at any time</option>
          <option value="1">in the last hour</option>
          <option value="24">in the last day</option>
          <option value="168">in the last week</option>
        </select>
      </label>
      {filter.package !== '' && (
        <button type="button" onClick={() => onChange({ package: '' })}>
          of one package ✕
        </button>
      )}
      {filter.dataset !== '' && (
        <button type="button" onClick={() => onChange({ dataset: '' })}>
          of one dataset ✕
        </button>
      )}
    </search>
  );
}
