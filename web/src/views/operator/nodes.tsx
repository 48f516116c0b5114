import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Heading, Nothing } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Table } from '../../parts/table.tsx';
import { line } from '../../show/inert.ts';
import { counted, formatNumber } from '../../show/quantities.ts';

const everyMs = 5000;

const looks = {
  ready: { tone: 'good', meaning: 'gets workers' },
  draining: { tone: 'wait', meaning: 'finishes what it has and gets nothing more' },
  down: { tone: 'bad', meaning: 'what it had is lost' },
} as const;

/** The machines where workers run, with the room on each. */
export function Nodes() {
  const { client } = useApp();
  const { value, problem } = useLoaded(
    (signal) => client.ask('get', '/api/v1/nodes', { signal }),
    [],
    everyMs,
  );
  const { nodes = [], slots = 0 } = value.value ?? {};
  return (
    <section aria-label="Machines">
      <Heading title="Machines">
        {value.value !== null && (
          <span class="dim">room for {counted(slots, 'worker')} with the limits of this chief</span>
        )}
      </Heading>
      <ProblemNote problem={problem.value} />
      {value.value !== null && nodes.length === 0 && <Nothing>There is none.</Nothing>}
      {nodes.length > 0 && (
        <Table
          label="Machines"
          rows={nodes}
          idOf={({ id }) => id}
          columns={[
            { title: 'Machine', head: true, cell: ({ name }) => line(name) },
            {
              title: 'State',
              cell: ({ state }) => (
                <span class={`state ${looks[state].tone}`} title={looks[state].meaning}>
                  {state}
                </span>
              ),
            },
            { title: 'Room for workers', align: 'end', cell: ({ slots: room }) => formatNumber(room) },
          ]}
        />
      )}
    </section>
  );
}
