import { useSignal } from '@preact/signals';
import { type AuditAction, auditActions } from '../../../../src/store/audit.ts';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Action } from '../../parts/action.tsx';
import { Heading, Moment, Nothing } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { saveAnswer } from '../../parts/save.ts';
import { Table } from '../../parts/table.tsx';
import { Typed } from '../../parts/typed.tsx';
import { line } from '../../show/inert.ts';

interface AuditFilter {
  readonly account: string;
  readonly actor: string;
  readonly subject: string;
  readonly action: '' | AuditAction;
  readonly hours: string;
}

const shown = 200;
const everyMs = 5000;
const hourMs = 3_600_000;
const all: AuditFilter = { account: '', actor: '', subject: '', action: '', hours: '' };

/** What was done, by whom and to what, newest first; with an account, what concerns that. */
export function AuditTrail({ account }: { readonly account: string | null }) {
  const { client } = useApp();
  const filter = useSignal<AuditFilter>({ ...all, account: account ?? '' });
  const set = (change: Partial<AuditFilter>) => {
    filter.value = { ...filter.value, ...change };
  };
  const { value, problem } = useLoaded(
    (signal) => {
      const query = { ...queryOf(filter.value, Date.now()), limit: shown };
      return client.ask('get', '/api/v1/audit', { query, signal });
    },
    [filter.value],
    everyMs,
  );
  const items = value.value?.items ?? [];
  return (
    <section aria-label="Audit trail">
      <Heading title="Audit trail" />
      <search class="filters" aria-label="Rows of the audit trail">
        {account === null && <Typed label="Account" onTyped={(text) => set({ account: text.trim() })} />}
        <Typed label="Who" onTyped={(actor) => set({ actor: actor.trim() })} />
        <label>
          What{' '}
          <select
            value={filter.value.action}
            onChange={({ currentTarget }) => set({ action: currentTarget.value as AuditFilter['action'] })}
          >
            <option value="">anything</option>
            {auditActions.map((action) => (
              <option key={action} value={action}>
                {action}
              </option>
            ))}
          </select>
        </label>
        <Typed label="To" onTyped={(subject) => set({ subject: subject.trim() })} />
        <label>
          When{' '}
          <select
            value={filter.value.hours}
            onChange={({ currentTarget }) => set({ hours: currentTarget.value })}
          >
            <option value="">at any time</option>
            <option value="1">in the last hour</option>
            <option value="24">in the last day</option>
            <option value="168">in the last week</option>
          </select>
        </label>
        <Action
          act={async () => {
            const query = queryOf(filter.value, Date.now());
            await saveAnswer(await client.open('get', '/api/v1/audit/export', { query }), 'audit.ndjson');
          }}
        >
          Download these
        </Action>
      </search>
      <ProblemNote problem={problem.value} />
      {items.length === 0 ? (
        <Nothing>{value.value === null ? 'Asking for it …' : 'Nothing like that was done.'}</Nothing>
      ) : (
        <Table
          label="Audit trail"
          tall
          rows={items}
          idOf={({ sequence }) => sequence}
          columns={[
            { title: 'When', cell: ({ atMs }) => <Moment ms={atMs} /> },
            { title: 'Who', cell: ({ actor }) => line(actor) },
            { title: 'What', head: true, cell: ({ action }) => line(action) },
            { title: 'Account', cell: ({ account: of }) => (of === null ? '' : line(of)) },
            { title: 'To', cell: ({ subject }) => (subject === null ? '' : <code>{line(subject)}</code>) },
            { title: 'Detail', cell: ({ detail }) => line(detail) },
            { title: 'From', cell: ({ from }) => (from === null ? '' : line(from)) },
          ]}
        />
      )}
      {value.value?.next != null && (
        <p class="dim">The newest {shown} of them are shown; the download has all.</p>
      )}
    </section>
  );
}

function queryOf({ account, actor, subject, action, hours }: AuditFilter, nowMs: number) {
  return {
    ...(account === '' ? {} : { account }),
    ...(actor === '' ? {} : { actor }),
    ...(subject === '' ? {} : { subject }),
    ...(action === '' ? {} : { action }),
    ...(hours === '' ? {} : { sinceMs: nowMs - Number(hours) * hourMs }),
  };
}
