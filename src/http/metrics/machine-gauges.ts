import { Counter, Gauge, type Registry } from 'prom-client';
import type { ChiefMetrics } from '../../chief/chief-metrics.ts';
import { mostNamed, others } from '../../chief/node-bytes.ts';
import type { SeenMachine } from '../../chief/seen-machines.ts';

type Machines = Pick<ChiefMetrics, 'nodes' | 'nodeBytes'>;

const states = ['ready', 'draining', 'down'] as const;

/**
 * The figures of the machines that workers run on: how many there are, and of each the room, what it has, and what goes
 * there and comes from there.
 */
export function machineGauges(registers: Registry[], metrics: Machines): void {
  new Gauge({
    name: 'butcher_nodes',
    help: 'Machines that workers run on, by state',
    labelNames: ['state'],
    registers,
    collect() {
      const nodes = metrics.nodes();
      for (const state of states) this.set({ state }, nodes.filter((node) => node.state === state).length);
    },
  });
  byNode(registers, 'node_slots', 'Workers that have room on a machine', metrics, ({ slots }) => slots);
  byNode(registers, 'node_workers', 'Workers on a machine', metrics, ({ busy }) => busy);
  const sent = 'Bytes that went to the workers on a machine: fragments, and to each the package';
  bytesByNode(registers, 'node_sent_bytes', sent, metrics, 'sent');
  const received = 'Bytes that came from the workers on a machine: results';
  bytesByNode(registers, 'node_received_bytes', received, metrics, 'received');
}

function byNode(
  registers: Registry[],
  name: string,
  help: string,
  metrics: Machines,
  read: (node: SeenMachine) => number | null,
): void {
  new Gauge({
    name: `butcher_${name}`,
    help: `${help}; those beyond the first ${mostNamed} together as "${others}"`,
    labelNames: ['node'],
    registers,
    collect() {
      // Machines that have gone have no figures.
      this.reset();
      for (const [index, node] of metrics.nodes().entries()) {
        const value = read(node);
        if (value !== null) this.inc({ node: index < mostNamed ? node.name : others }, value);
      }
    },
  });
}

/** What goes to many machines is summed up where it is counted. */
function bytesByNode(
  registers: Registry[],
  name: string,
  help: string,
  metrics: Machines,
  way: 'sent' | 'received',
): void {
  new Counter({
    name: `butcher_${name}_total`,
    help,
    labelNames: ['node'],
    registers,
    collect() {
      const all = metrics.nodeBytes();
      this.reset();
      for (const [node, bytes] of all) this.inc({ node }, bytes[way]);
    },
  });
}
