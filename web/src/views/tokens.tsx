import type { Schemas } from '../api/client.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Action } from '../parts/action.tsx';
import { Ago, Heading, Moment, Nothing } from '../parts/bits.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Table } from '../parts/table.tsx';
import { line } from '../show/inert.ts';

interface TokensProps {
  readonly list: (
    signal: AbortSignal,
  ) => Promise<{ readonly items: readonly Schemas['Token'][]; readonly next: string | null }>;
  readonly revoke: (id: string) => Promise<unknown>;
  /** Another list is asked for when it changes. */
  readonly of: string;
  /** Id of the one that the page itself is signed in with, where it may be among them. */
  readonly own?: string;
}

/** Tokens, without what they are made of. */
export function Tokens({ list, revoke, of, own }: TokensProps) {
  const { value, problem, reload } = useLoaded(list, [of]);
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
            {
              title: 'Id',
              head: true,
              cell: ({ id }) => (
                <>
                  <code>{id}</code>
                  {id === own && <span class="tag">this one</span>}
                </>
              ),
            },
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
                    sure={
                      id === own
                        ? 'The token will not be taken any more, and this page is signed out.'
                        : 'The token will not be taken any more.'
                    }
                    act={async () => {
                      await revoke(id);
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
      {value.value?.next != null && <p class="dim">The newest {items.length} are shown.</p>}
    </section>
  );
}
