import { allPages } from '../../api/all-pages.ts';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Heading, Moment } from '../../parts/bits.tsx';
import { Grid } from '../../parts/grid.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { line } from '../../show/inert.ts';
import { formatBytes, formatNumber } from '../../show/quantities.ts';
import { hashOf } from '../../state/route.ts';
import { AuditTrail } from './audit-trail.tsx';
import { NewToken } from './new-token.tsx';

const everyMs = 5000;

/** All accounts with what they have, the greediest first, and what was done by whom. */
export function AccountsView() {
  const { client } = useApp();
  const { value, problem, reload } = useLoaded(
    (signal) => allPages((query) => client.ask('get', '/api/v1/accounts', { query, signal })),
    [],
    everyMs,
  );
  const accounts = (value.value ?? [])
    .map((account) => ({
      ...account,
      bytes: Object.values(account.usage).reduce((sum, bytes) => sum + bytes, 0),
    }))
    .sort((one, other) => other.bytes - one.bytes);
  return (
    <>
      <Heading title="Accounts" level={1} />
      <ProblemNote problem={problem.value} />
      <Grid
        label="Accounts"
        rows={accounts}
        idOf={({ name }) => name}
        onOpen={({ name }) => {
          location.hash = hashOf(['accounts', name]);
        }}
        columns={[
          {
            key: 'name',
            title: 'Name',
            flex: '2 1 8rem',
            cell: ({ name }) => <a href={hashOf(['accounts', name])}>{line(name)}</a>,
          },
          {
            key: 'kind',
            title: 'Kind',
            flex: '0 0 5rem',
            leaves: 2,
            cell: ({ admin }) => (admin ? 'operator' : 'author'),
          },
          {
            key: 'bytes',
            title: 'On disk',
            flex: '0 0 6rem',
            align: 'end',
            cell: ({ bytes }) => formatBytes(bytes),
          },
          {
            key: 'running',
            title: 'Running jobs write',
            flex: '0 0 9rem',
            align: 'end',
            leaves: 2,
            cell: ({ usage }) => formatBytes(usage.runningBytes),
          },
          {
            key: 'strikes',
            title: 'Strikes',
            flex: '0 0 4.5rem',
            align: 'end',
            leaves: 1,
            cell: ({ strikes }) => (strikes === 0 ? '' : formatNumber(strikes)),
          },
          {
            key: 'blocked',
            title: 'Blocked',
            flex: '3 1 8rem',
            cell: ({ blocked }) =>
              blocked === null ? '' : <span class="state bad">blocked: {line(blocked.reason)}</span>,
          },
          {
            key: 'made',
            title: 'Made',
            flex: '0 0 8.2rem',
            align: 'end',
            leaves: 3,
            cell: ({ createdAtMs }) => <Moment ms={createdAtMs} />,
          },
        ]}
      />
      <NewToken account={null} onMade={reload} />
      <AuditTrail account={null} />
    </>
  );
}
