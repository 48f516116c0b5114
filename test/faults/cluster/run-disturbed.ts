import { setTimeout as delay } from 'node:timers/promises';
import { networkLabel } from '../../../src/runtime/swarm/swarm-names.ts';
import { listedContainersOf } from '../../helpers/docker-containers.ts';
import { plainResultsTars } from '../../helpers/plain-python.ts';
import type { SwarmNode, SwarmNodes } from '../../helpers/swarm-nodes.ts';
import type { Undo } from '../../helpers/undo.ts';
import { Trial } from '../trial.ts';
import { type ClusterFault, clusterFaults } from './cluster-faults.ts';
import { DisturbedJob, type SufferedFault } from './disturbed-job.ts';

export interface Disturbance {
  readonly cluster: SwarmNodes;
  /** In place of the processor of `thousand`, and with the same results. */
  readonly processor: string;
  /** As {@link DisturbedJobSettings.faults}. */
  readonly faults: ClusterFault[];
  /** What {@link undisturbed} has given. */
  readonly tar: Buffer;
  readonly undo: Undo;
  readonly random: () => number;
  readonly onFault: (fault: SufferedFault) => void;
  /** As {@link removeForgotten} tells; left out: it is not told. */
  readonly onForgotten?: (containers: number) => void;
}

const workers = 6;
/** That a worker's tasks are gone from all machines. */
const goneMs = 90_000;
const goneLookMs = 200;
const taskLabel = 'com.docker.swarm.task.id';

/** The results of the job in one process of plain Python. */
export async function undisturbed(): Promise<Buffer> {
  const run = { package: 'test/faults/packages/thousand', dataset: null, jobName: 'thousand' };
  const [tar] = await plainResultsTars([run]);
  return tar!;
}

/**
 * Runs a job of a thousand fragments on six workers, without a retry, while faults befall its machines and its chief.
 * Null where it has ended in the bytes of plain Python and nothing is left of it on any machine; else what is wrong.
 */
export async function runDisturbed(disturbance: Disturbance): Promise<string | null> {
  const { cluster, processor, faults, tar, undo, random, onForgotten = () => {} } = disturbance;
  const limits = ['--limit', 'memory=96MiB', '--limit', 'cpus=0.2'];
  const trial = await Trial.begin({
    ...{ package: 'thousand', runtime: 'docker', engine: 'swarm' },
    args: ['--processor', processor, '--workers', String(workers), '--retries', '0', ...limits],
    env: { DOCKER_HOST: `unix://${cluster.manager.socket}` },
  });
  undo.add(() => trial.end());
  const killed = new Set<string>();
  const onFault = (fault: SufferedFault) => {
    if (clusterFaults.find(({ name }) => name === fault.name)?.killsEngine) killed.add(fault.node);
    disturbance.onFault(fault);
  };
  const job = new DisturbedJob({ cluster, trial, workers, random, faults, onFault });
  undo.add(() => job.stop());
  try {
    await job.run();
    await trial.assertOutcome(tar, 'after the faults');
    const forgetful = cluster.nodes.filter(({ name }) => killed.has(name));
    const left = await leftOf(cluster, trial.home, forgetful);
    if (left === null) onForgotten(await removeForgotten(forgetful, trial.home));
    await removeNetworks(cluster);
    await trial.end();
    return left;
  } catch (error) {
    // What it has left is no fault of the next one's.
    await removeServices(cluster);
    return `FAILED: ${(error as Error).message}`;
  }
}

/** Null: nothing but what engines of the forgetful machines may have forgotten, see {@link removeForgotten}. */
async function leftOf(
  { manager, nodes }: SwarmNodes,
  home: string,
  forgetful: readonly SwarmNode[],
): Promise<string | null> {
  for (const endMs = performance.now() + goneMs; ; await delay(goneLookMs)) {
    const [services, secrets, tasks, ...containers] = await Promise.all([
      manager.docker.listServices(),
      manager.docker.listSecrets(),
      manager.docker.listTasks() as Promise<readonly { readonly ID: string }[]>,
      ...nodes.map(({ docker }) => listedContainersOf(home, docker)),
    ]);
    const known = new Set(tasks.map(({ ID }) => ID));
    const kept = nodes.flatMap((node, index) =>
      containers[index]!.filter(
        ({ State, Labels }) =>
          !forgetful.includes(node) || State === 'running' || known.has(Labels[taskLabel] ?? ''),
      ),
    );
    const names = [...services, ...secrets].map(({ Spec }) => Spec?.Name ?? '');
    const left = names.concat(kept.map(({ Id }) => Id));
    if (left.length === 0) return null;
    if (performance.now() > endMs) return `${left.join(', ')} are left`;
  }
}

/**
 * A Swarm's engine strikes a task off its list seconds before it removes the container: killed between the two, it
 * never does. Such a container has ended, and is removed here as an operator would. Resolves with how many they were.
 */
async function removeForgotten(forgetful: readonly SwarmNode[], home: string): Promise<number> {
  const found = forgetful.map(async ({ docker }) => {
    const containers = await listedContainersOf(home, docker);
    // One that is not forgotten goes by itself meanwhile.
    for (const { Id } of containers)
      await docker
        .getContainer(Id)
        .remove()
        .catch(() => {});
    return containers.length;
  });
  return (await Promise.all(found)).reduce((sum, count) => sum + count, 0);
}

async function removeServices({ manager }: SwarmNodes): Promise<void> {
  for (const { ID } of await manager.docker.listServices())
    await manager.docker
      .getService(ID)
      .remove()
      .catch(() => {});
  for (const { ID } of await manager.docker.listSecrets())
    await manager.docker
      .getSecret(ID)
      .remove()
      .catch(() => {});
}

/** Each home has one, which stays with it. One whose relay was killed with its engine may be in use for a while. */
async function removeNetworks({ manager }: SwarmNodes): Promise<void> {
  const networks = await manager.docker.listNetworks({ filters: { label: [networkLabel] } });
  for (const { Id } of networks)
    await manager.docker
      .getNetwork(Id)
      .remove()
      .catch(() => {});
}
