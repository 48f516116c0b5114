import assert from 'node:assert/strict';
import { Registry } from 'prom-client';
import type { SeenMachine } from '../../src/chief/seen-machines.ts';
import { machineGauges } from '../../src/http/metrics/machine-gauges.ts';

describe('figures of machines', () => {
  it('are of each, and of those beyond the first 200 together', async () => {
    let nodes: readonly SeenMachine[] = Array.from({ length: 300 }, (_, index) => ({
      ...{ name: `h${index}`, state: index % 3 === 0 ? 'down' : 'ready', slots: 2, busy: 1 },
    }));
    const registry = new Registry();
    machineGauges([registry], { nodes: () => nodes, nodeBytes: () => new Map() });
    const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('butcher_'));
    for (const line of [
      'butcher_nodes{state="ready"} 200',
      'butcher_nodes{state="draining"} 0',
      'butcher_nodes{state="down"} 100',
      'butcher_node_slots{node="h199"} 2',
      'butcher_node_slots{node="others"} 200',
      'butcher_node_workers{node="others"} 100',
    ])
      assert(lines.includes(line), line);
    assert.equal(lines.length, 3 + 2 * 201);
    nodes = [{ name: 'x"} 1\nevil 2', state: 'ready', slots: null, busy: 0 }];
    const after = await registry.metrics();
    assert.doesNotMatch(after, /h199|^evil/m, 'what has gone has no figures, and a name is no line');
    assert.match(after, /^butcher_node_workers\{node="x\\"\} 1\\nevil 2"\} 0$/m);
    assert.doesNotMatch(after, /butcher_node_slots\{/);
  });

  it('count the bytes of each, and none of those that have gone', async () => {
    let bytes = new Map([
      ['h1', { sent: 7, received: 3 }],
      ['others', { sent: 1, received: 0 }],
    ]);
    const registry = new Registry();
    machineGauges([registry], { nodes: () => [], nodeBytes: () => bytes });
    const lines = async () =>
      (await registry.metrics()).split('\n').filter((line) => /^butcher_node_\w+_bytes/.test(line));
    const first = [
      'butcher_node_sent_bytes_total{node="h1"} 7',
      'butcher_node_sent_bytes_total{node="others"} 1',
      'butcher_node_received_bytes_total{node="h1"} 3',
      'butcher_node_received_bytes_total{node="others"} 0',
    ];
    assert.deepEqual(await lines(), first);
    assert.deepEqual(await lines(), first);
    bytes = new Map([['h1', { sent: 8, received: 3 }]]);
    assert.deepEqual(await lines(), [
      'butcher_node_sent_bytes_total{node="h1"} 8',
      'butcher_node_received_bytes_total{node="h1"} 3',
    ]);
  });
});
