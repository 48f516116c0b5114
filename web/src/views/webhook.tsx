import { useApp } from '../app/app.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Action } from '../parts/action.tsx';
import { Ago, Heading, Nothing } from '../parts/bits.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Table } from '../parts/table.tsx';
import { line } from '../show/inert.ts';

const shown = 10;
const everyMs = 5000;

/** Where the account is told what happens, and what came of it. */
export function Webhook() {
  const { client } = useApp();
  const { value, problem, reload } = useLoaded(
    (signal) => client.ask('get', '/api/v1/me/webhook/deliveries', { query: { limit: shown }, signal }),
    [],
    everyMs,
  );
  const webhook = useLoaded((signal) => client.ask('get', '/api/v1/me/webhook', { signal }), []);
  const items = value.value?.items ?? [];
  const isNone = webhook.problem.value?.code === 'not-found';
  // Only tokens that may change it may see it.
  if (webhook.problem.value?.code === 'forbidden') return null;
  const url = isNone ? null : (webhook.value.value?.webhook.url ?? null);
  return (
    <section aria-label="Webhook">
      <Heading title="Webhook" />
      <ProblemNote problem={isNone ? null : (webhook.problem.value ?? problem.value)} />
      {isNone && (
        <Nothing>
          None. <code>butcher webhook set URL</code> has a URL told when jobs end.
        </Nothing>
      )}
      {url !== null && (
        <p>
          <code>{line(url)}</code>{' '}
          <Action
            done="A test is on its way"
            act={async () => {
              await client.ask('post', '/api/v1/me/webhook/test', {});
              reload();
            }}
          >
            Send a test
          </Action>
        </p>
      )}
      {items.length > 0 && (
        <Table
          label="Deliveries"
          rows={items}
          idOf={({ id }) => id}
          columns={[
            { title: 'When', cell: ({ createdAtMs }) => <Ago ms={createdAtMs} /> },
            { title: 'Event', head: true, cell: ({ event }) => event },
            { title: 'Job', cell: ({ subject }) => (subject === null ? '' : <code>{line(subject)}</code>) },
            { title: 'State', cell: ({ state }) => state },
            { title: 'Tries', cell: ({ tries }) => tries },
            { title: 'Why not', cell: ({ lastProblem }) => (lastProblem === null ? '' : line(lastProblem)) },
          ]}
        />
      )}
    </section>
  );
}
