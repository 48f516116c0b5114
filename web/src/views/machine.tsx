import type { Schemas } from '../api/client.ts';
import { isOperator, useApp } from '../app/app.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Ago, Facts, Gauge, Heading, Nothing, StateBadge } from '../parts/bits.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Table, type TableColumn } from '../parts/table.tsx';
import { line } from '../show/inert.ts';
import { counted, formatBytes, formatNumber } from '../show/quantities.ts';
import { usageWord } from '../show/words.ts';
import { hashOf } from '../state/route.ts';
import { Holds } from './holds.tsx';
import { DrainPart } from './operator/drain-part.tsx';
import { Nodes } from './operator/nodes.tsx';

type MachineJob = Schemas['MachineJob'];

type SeenMachines = NonNullable<Schemas['Machine']['machines']>;

const everyMs = 2000;
const machineTones = { ready: 'good', draining: 'warn', down: 'bad' } as const;

/** What the chief runs on, what runs there, and what waits for what. */
export function MachineView() {
  const { client, me } = useApp();
  const { value, problem, reload } = useLoaded(
    (signal) => client.ask('get', '/api/v1/status', { signal }),
    [],
    everyMs,
  );
  if (value.value === null)
    return (
      <>
        <h1>Machine</h1>
        <ProblemNote problem={problem.value} />
      </>
    );
  const { status } = value.value;
  const { disk, memory, slots, runningJobs, engine } = status;
  const usedBytes = disk.totalBytes - disk.freeBytes;
  return (
    <>
      <Heading title="Machine" level={1}>
        <span class={status.ready ? 'state good' : 'state bad'}>
          {status.ready ? 'jobs can begin' : 'no job can begin'}
        </span>
      </Heading>
      <Holds holds={status.holds} />
      <section aria-label="What there is">
        <Gauge
          label="Workers"
          used={slots.shared}
          of={slots.total}
          mayBeFull
          text={`${formatNumber(slots.shared)} of ${counted(slots.total, 'slot')} in use`}
        />
        <Gauge
          label="Jobs"
          used={runningJobs.now}
          of={runningJobs.most}
          mayBeFull
          text={`${formatNumber(runningJobs.now)} of ${formatNumber(runningJobs.most)} run`}
        />
        <Gauge label="Memory" used={memory.claimedBytes} of={memory.totalBytes} />
        <Gauge
          label="Disk"
          used={usedBytes}
          of={disk.totalBytes}
          text={`${formatBytes(disk.freeBytes)} free`}
        />
        <Facts
          of={[
            ['Engine', engine === null ? 'does not answer' : line(engine)],
            ['Sandbox image', status.image === null ? 'not needed yet' : line(status.image ?? 'not told')],
            ['Kept free of the disk', formatBytes(disk.reserveBytes)],
            ['Version', line(status.version)],
            ...Object.entries(disk.stored ?? {}).map(
              ([kind, bytes]) => [`On disk: ${usageWord(kind)}`, formatBytes(Number(bytes))] as const,
            ),
          ]}
        />
      </section>
      {status.machines === null ? null : <Machines of={status.machines} />}
      <section aria-label="What runs">
        <Heading title="Running" />
        {status.running.length === 0 ? (
          <Nothing>Nothing runs.</Nothing>
        ) : (
          <MachineJobs jobs={status.running} running />
        )}
      </section>
      <section aria-label="What waits">
        <Heading title="Queue">
          <span class="dim">{counted(status.queueLength, 'job')}, in the order in which they will begin</span>
        </Heading>
        {status.queue.length === 0 ? <Nothing>Nothing waits.</Nothing> : <MachineJobs jobs={status.queue} />}
        {status.queueLength > status.queue.length && (
          <p class="dim">The first {formatNumber(status.queue.length)} of them are shown.</p>
        )}
      </section>
      {isOperator(me.value) && (
        <>
          <Nodes />
          <DrainPart onChanged={reload} />
        </>
      )}
    </>
  );
}

/** Where workers run, of many. */
function Machines({ of: { ready, draining, down, list } }: { readonly of: SeenMachines }) {
  const more = [
    ...(draining === 0 ? [] : [`${formatNumber(draining)} draining`]),
    ...(down === 0 ? [] : [`${formatNumber(down)} down`]),
  ];
  return (
    <section aria-label="Where workers run">
      <Heading title="Machines">
        <span class="dim">{[`${formatNumber(ready)} ready`, ...more].join(', ')}</span>
      </Heading>
      {list === null ? null : (
        <Table
          label="Machines"
          rows={list}
          idOf={({ name }, index) => `${index} ${name}`}
          columns={[
            { title: 'Machine', head: true, cell: ({ name }) => line(name) },
            {
              title: 'State',
              cell: ({ state }) => <span class={`state ${machineTones[state]}`}>{state}</span>,
            },
            { title: 'Workers', align: 'end', cell: ({ busy }) => formatNumber(busy) },
            {
              title: 'Room for',
              align: 'end',
              cell: ({ slots }) => (slots === null ? '' : formatNumber(slots)),
            },
          ]}
        />
      )}
    </section>
  );
}

const place: TableColumn<MachineJob> = {
  title: 'Place',
  align: 'end',
  cell: ({ position }) => (position === null ? '' : formatNumber(position)),
};

const waiting: TableColumn<MachineJob> = {
  title: 'Waits for',
  cell: ({ waitsFor }) => (waitsFor === null ? '' : line(waitsFor)),
};

function MachineJobs({
  jobs,
  running = false,
}: {
  readonly jobs: readonly MachineJob[];
  readonly running?: boolean;
}) {
  return (
    <Table
      label="Jobs"
      rows={jobs}
      idOf={({ id }, index) => id ?? index}
      columns={[
        ...(running ? [] : [place]),
        {
          title: 'Job',
          head: true,
          cell: ({ id, name }) =>
            id === null ? (
              <span class="dim">of another account</span>
            ) : (
              <a href={hashOf(['jobs', id])}>{line(name ?? id)}</a>
            ),
        },
        { title: 'Account', cell: ({ account }) => (account === null ? '' : line(account)) },
        { title: 'State', cell: ({ state }) => <StateBadge state={state} /> },
        { title: 'Workers', align: 'end', cell: ({ workers }) => formatNumber(workers) },
        { title: 'Memory', align: 'end', cell: ({ memoryBytes }) => formatBytes(memoryBytes) },
        { title: 'Made', cell: ({ createdAtMs }) => (createdAtMs === null ? '' : <Ago ms={createdAtMs} />) },
        ...(running ? [] : [waiting]),
      ]}
    />
  );
}
