import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Heading, Moment, Nothing } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Table } from '../../parts/table.tsx';
import { line } from '../../show/inert.ts';

const shown = 200;
const everyMs = 5000;

/** What was done, by whom and to what, newest first. */
export function AuditTrail({ account }: { readonly account: string | null }) {
  const { client } = useApp();
  const { value, problem } = useLoaded(
    (signal) => {
      const query = { limit: shown, ...(account === null ? {} : { account }) };
      return client.ask('get', '/api/v1/audit', { query, signal });
    },
    [account],
    everyMs,
  );
  const items = value.value?.items ?? [];
  return (
    <section aria-label="Audit trail">
      <Heading title="Audit trail" />
      <ProblemNote problem={problem.value} />
      {items.length === 0 ? (
        <Nothing>Nothing was done yet.</Nothing>
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
    </section>
  );
}
