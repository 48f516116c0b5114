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
    machineGauges([registry], { nodes: () => nodes });
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
});
