import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Action } from '../../parts/action.tsx';
import { Ago, Heading, Moment, Nothing } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Table } from '../../parts/table.tsx';
import { line } from '../../show/inert.ts';

/** The tokens of an account, without what they are made of. */
export function Tokens({ account }: { readonly account: string }) {
  const { client } = useApp();
  const { value, problem, reload } = useLoaded(
    (signal) => client.ask('get', '/api/v1/tokens', { query: { account }, signal }),
    [account],
  );
  const items = value.value?.items ?? [];
  return (
    <section aria-label="Tokens">
      <Heading title="Tokens" />
      <ProblemNote problem={problem.value} />
      {items.length === 0 ? (
        <Nothing>None.</Nothing>
      ) : (
        <Table
          label="Tokens"
          rows={items}
          idOf={({ id }) => id}
          columns={[
            { title: 'Id', head: true, cell: ({ id }) => <code>{id}</code> },
            { title: 'For', cell: ({ label }) => line(label) },
            { title: 'May', cell: ({ scopes }) => scopes.join(', ') },
            { title: 'Made', cell: ({ createdAtMs }) => <Moment ms={createdAtMs} /> },
            {
              title: 'Ends',
              cell: ({ expiresAtMs }) => (expiresAtMs === null ? 'never' : <Moment ms={expiresAtMs} />),
            },
            {
              title: 'Last used',
              cell: ({ lastUsedAtMs, lastUsedFrom }) =>
                lastUsedAtMs === null ? (
                  'never'
                ) : (
                  <>
                    <Ago ms={lastUsedAtMs} /> {lastUsedFrom !== null && `from ${line(lastUsedFrom)}`}
                  </>
                ),
            },
            {
              title: 'What can be done',
              untitled: true,
              cell: ({ id, revokedAtMs }) =>
                revokedAtMs === null ? (
                  <Action
                    label={`Revoke ${id}`}
                    sure="The token will not be taken any more."
                    act={async () => {
                      await client.ask('delete', '/api/v1/tokens/{id}', { path: { id } });
                      reload();
                    }}
                  >
                    Revoke
                  </Action>
                ) : (
                  <>
                    revoked <Ago ms={revokedAtMs} />
                  </>
                ),
            },
          ]}
        />
      )}
    </section>
  );
}
