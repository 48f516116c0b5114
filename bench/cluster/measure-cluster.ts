import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workersLabel } from '../../src/runtime/swarm/swarm-names.ts';
import { startSwarm } from '../../test/helpers/swarm/start-swarm.ts';
import type { SwarmNodes } from '../../test/helpers/swarm-nodes.ts';
import type { Undo } from '../../test/helpers/undo.ts';
import { butcherContestant } from '../butcher-contestant.ts';
import type { Contestant, Run } from '../contestant.ts';
import { type Comparison, compare, type Spread, spread } from '../measure.ts';
import { burnWork, identityWork } from '../work.ts';

/** What one, two or three machines made of work that costs processor time and nothing else. */
export interface ScalingPoint {
  readonly machines: number;
  readonly fragmentsPerSecond: Spread;
  /** Against the processor time that the machines have, divided by that of a fragment. */
  readonly ratioToIdeal: Spread;
}

export interface ClusterFigures {
  /** Part of a processor that each machine of `scaling` has. */
  readonly machineCpus: number;
  readonly scaling: readonly ScalingPoint[];
  /** The same two workers on the chief's own engine, which is what the others are compared with, and on machines. */
  readonly transfer: readonly Comparison[];
  /** A job of one fragment, of a package that has passed before, from the command to its end, in seconds. */
  readonly start: { readonly local: Spread; readonly swarm: Spread; readonly over: Spread };
}

export interface ClusterEffort {
  readonly rounds: number;
  /** Of one run on machines with little of a processor; where payload is carried, a quarter of it is enough. */
  readonly seconds: number;
  readonly onRun: (what: string) => void;
}

const KiB = 1024;
/** Three of them leave the chief, its engine and those of the machines the rest of two processors. */
const machineCpus = 0.4;
const burn = burnWork(0.02);
const bytesPerSecond = 100e6;
const memory = ['--limit', 'memory=256MiB'];

/**
 * Four machines, which are network namespaces: that of the chief, which takes no workers, and three for them. All
 * figures are ratios of runs that take turns, since the machines share one.
 */
export async function measureCluster(effort: ClusterEffort, undo: Undo): Promise<ClusterFigures> {
  const cluster = await startSwarm('', undo, 4);
  await cluster.label(cluster.manager, { [workersLabel]: 'none' });
  const scaling = await measureScaling(cluster, effort);
  const transfer = await measureTransfer(cluster, effort);
  const start = await measureStart(cluster, effort);
  await cluster.down();
  return { machineCpus, scaling, transfer, start };
}

function contestants(cluster: SwarmNodes, home?: string): readonly [local: Contestant, swarm: Contestant] {
  const env = { DOCKER_HOST: `unix://${cluster.manager.socket}` };
  const pace = { fragmentsPerSecond: 2000, bytesPerSecond };
  const shared = { pace, env, ...(home === undefined ? {} : { home }) };
  return [
    butcherContestant({ ...shared, name: 'segments, on the chief’s machine', args: memory }),
    butcherContestant({ ...shared, name: 'the gate, on others', args: [...memory, '--engine', 'swarm'] }),
  ];
}

async function measureTransfer(cluster: SwarmNodes, effort: ClusterEffort): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const bytes of [64 * KiB, KiB * KiB]) {
    const work = identityWork(bytes);
    const onRun = ({ name }: Contestant) => effort.onRun(`${work.name}: ${name}`);
    comparisons.push(
      await compare(work, contestants(cluster), { ...effort, seconds: effort.seconds / 4, onRun }),
    );
  }
  return comparisons;
}

async function measureStart(cluster: SwarmNodes, effort: ClusterEffort): Promise<ClusterFigures['start']> {
  const seconds = { local: [] as number[], swarm: [] as number[] };
  const home = await mkdtemp(join(tmpdir(), 'butcher-bench-home-'));
  try {
    const [local, swarm] = contestants(cluster, home);
    for (const one of [local, swarm]) await one.run(identityWork(64), 1);
    for (let round = 0; round < effort.rounds; round += 1) {
      effort.onRun('start');
      seconds.local.push((await local.run(identityWork(64), 1)).totalSeconds);
      seconds.swarm.push((await swarm.run(identityWork(64), 1)).totalSeconds);
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  return {
    local: spread(seconds.local),
    swarm: spread(seconds.swarm),
    over: spread(seconds.swarm.map((value, round) => value - seconds.local[round]!)),
  };
}

async function measureScaling(cluster: SwarmNodes, effort: ClusterEffort): Promise<ScalingPoint[]> {
  const machines = cluster.nodes.filter((node) => node !== cluster.manager);
  // Before there are containers: a control group takes no less than one below it was promised.
  for (const machine of machines) await cluster.limitCpus(machine, machineCpus);
  const counts = machines.map((_, index) => index + 1);
  const runs = counts.map(() => [] as Run[]);
  for (let round = 0; round < effort.rounds; round += 1)
    for (const count of counts) {
      effort.onRun(`${burn.name} on ${count} of three machines`);
      for (const [index, machine] of machines.entries())
        await cluster.setAvailability(machine, index < count ? 'active' : 'drain');
      const fragments = Math.ceil((effort.seconds * count * machineCpus) / burn.cpuSeconds);
      runs[count - 1]!.push(await onMachines(cluster, count).run(burn, fragments));
    }
  for (const machine of machines) {
    await cluster.limitCpus(machine, null);
    await cluster.setAvailability(machine, 'active');
  }
  return counts.map((count, index) => {
    const rates = runs[index]!.map((run) => run.fragments / run.seconds);
    const ideal = (count * machineCpus) / burn.cpuSeconds;
    return {
      machines: count,
      fragmentsPerSecond: spread(rates),
      ratioToIdeal: spread(rates.map((rate) => rate / ideal)),
    };
  });
}

/** A worker on each of so many machines. */
function onMachines(cluster: SwarmNodes, count: number): Contestant {
  return butcherContestant({
    name: `butcher on ${count} machines`,
    pace: { fragmentsPerSecond: 1, bytesPerSecond },
    // A control group may not be promised more than the one that it is in.
    args: [...memory, '--limit', `cpus=${machineCpus}`, '--engine', 'swarm', '--workers', String(count)],
    env: { DOCKER_HOST: `unix://${cluster.manager.socket}` },
  });
}
