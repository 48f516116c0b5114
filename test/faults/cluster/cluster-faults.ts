import { relayLabel } from '../../../src/runtime/swarm/swarm-names.ts';
import type { SwarmNode, SwarmNodes } from '../../helpers/swarm-nodes.ts';
import type { Chief } from '../chief.ts';

/** Where a fault falls. */
export interface FaultPlace {
  readonly cluster: SwarmNodes;
  readonly node: SwarmNode;
  readonly chief: Chief;
}

/** Something that happens to a cluster, and how it is put right again. */
export interface ClusterFault {
  readonly name: string;
  /** Whose workers are gone by it, or have to go. */
  readonly takes: 'those of the machine' | 'those of the others' | 'all' | 'none';
  /** The machines that it may befall: any, all but the manager, or the manager alone. */
  readonly befalls: 'any' | 'others' | 'manager';
  /** Fragments in hand are done again; false: they must not be. */
  readonly loses: boolean;
  /** The machine's engine is killed, and may forget containers that it was removing. */
  readonly killsEngine?: true;
  /** Within how many seconds it is put right. */
  readonly holds: readonly [least: number, most: number];
  readonly strike: (place: FaultPlace) => Promise<void>;
  readonly mend: (place: FaultPlace) => Promise<void>;
}

const nothing = async (): Promise<void> => {};
const heal = ({ cluster, node }: FaultPlace) => cluster.heal(node);
const start = ({ cluster, node }: FaultPlace) => cluster.startEngine(node);
const lostNode = { takes: 'those of the machine', loses: true, holds: [1, 20] } as const;

/** What the campaign chooses from. */
export const clusterFaults: readonly ClusterFault[] = [
  {
    ...{ ...lostNode, name: 'power off', befalls: 'others', killsEngine: true },
    strike: async ({ cluster, node }) => {
      await cluster.cut(node);
      await cluster.killMachine(node);
    },
    mend: async (place) => {
      await heal(place);
      await start(place);
    },
  },
  {
    ...{ ...lostNode, name: 'all processes killed', befalls: 'others', killsEngine: true },
    strike: ({ cluster, node }) => cluster.killMachine(node),
    mend: start,
  },
  {
    ...{ ...lostNode, name: 'cut off', befalls: 'others' },
    strike: ({ cluster, node }) => cluster.cut(node),
    mend: heal,
  },
  {
    ...{ ...lostNode, name: 'all others cut off', befalls: 'manager', takes: 'those of the others' },
    strike: ({ cluster, node }) => cluster.cut(node),
    mend: heal,
  },
  {
    ...{ ...lostNode, name: 'is not heard', befalls: 'others' },
    strike: ({ cluster, node }) => cluster.silence(node),
    mend: heal,
  },
  {
    ...{ ...lostNode, name: 'hears nothing', befalls: 'others' },
    strike: ({ cluster, node }) => cluster.deafen(node),
    mend: heal,
  },
  {
    ...{ name: 'drained', takes: 'those of the machine', befalls: 'any', loses: false, holds: [1, 10] },
    strike: ({ cluster, node }) => cluster.setAvailability(node, 'drain'),
    mend: ({ cluster, node }) => cluster.setAvailability(node, 'active'),
  },
  {
    // Started again, an engine ends the containers that the one before it has left.
    ...{ name: 'engine killed', takes: 'none', befalls: 'others', loses: true, holds: [1, 10] },
    killsEngine: true,
    strike: ({ cluster, node }) => cluster.killEngine(node),
    mend: start,
  },
  {
    ...{ name: 'the chief’s engine killed', takes: 'all', befalls: 'manager', loses: true, holds: [0, 10] },
    killsEngine: true,
    strike: ({ cluster, node }) => cluster.killEngine(node),
    mend: start,
  },
  {
    ...{ name: 'chief killed', takes: 'all', befalls: 'any', loses: false, holds: [0, 0] },
    strike: async ({ chief }) => {
      chief.kill();
      await chief.ended;
    },
    mend: nothing,
  },
  {
    ...{ name: 'chief stalls', takes: 'none', befalls: 'any', loses: false, holds: [1, 12] },
    strike: async ({ chief }) => chief.kill('SIGSTOP'),
    mend: async ({ chief }) => chief.kill('SIGCONT'),
  },
  {
    ...{ name: 'relay killed', takes: 'all', befalls: 'manager', loses: true, holds: [0, 0] },
    strike: async ({ node }) => {
      const relays = await node.docker.listContainers({ filters: { label: [relayLabel] } });
      for (const { Id } of relays) await node.docker.getContainer(Id).kill();
    },
    mend: nothing,
  },
];
