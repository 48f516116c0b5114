import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { clusterPart } from './campaign/cluster.ts';
import { engineOutagesPart } from './campaign/engine-outages.ts';
import { journalCostPart } from './campaign/journal-cost.ts';
import { killsPart } from './campaign/kills.ts';
import { mendsPart } from './campaign/mends.ts';
import type { PartOutcome } from './campaign/part.ts';
import { restartPart } from './campaign/restart.ts';
import { stormPart } from './campaign/storm.ts';
import { stragglerPart } from './campaign/straggler.ts';
import { seededRandom } from './random.ts';

// `npm run faults`: the long trials of what a job survives. Repeat a run by its seed; `--only` chooses parts.
// For `cluster`: `--count` faults, and `--engine 26.1` for Debian 13's Docker in place of this machine's.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runtime: { type: 'string', default: 'process' },
    only: { type: 'string', default: '' },
    kills: { type: 'string', default: '200' },
    count: { type: 'string', default: '100' },
    engine: { type: 'string', default: '' },
    'no-steps': { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const settings = {
  runtime: values.runtime === 'docker' ? ('docker' as const) : ('process' as const),
  random: seededRandom(seed),
  say: (line: string) => console.log(line),
};

const parts: Readonly<Record<string, () => Promise<PartOutcome>>> = {
  kills: () => killsPart({ ...settings, kills: Number(values.kills), steps: !values['no-steps'] }),
  mends: () => mendsPart(settings),
  storm: () => stormPart(settings),
  engine: () => engineOutagesPart(settings),
  cluster: () => clusterPart({ ...settings, count: Number(values.count), engine: values.engine }),
  straggler: () => stragglerPart(settings),
  restart: () => restartPart(settings),
  journal: () => journalCostPart(settings),
};
const chosen = values.only === '' ? Object.keys(parts) : values.only.split(',');

const summary: string[] = [];
for (const name of chosen) {
  const part = parts[name];
  if (part === undefined)
    throw new Error(`there is no part ${name}; there are ${Object.keys(parts).join(', ')}`);
  console.log(`\n${name} (seed ${seed})`);
  const startedAt = performance.now();
  const { passed, told } = await part();
  if (!passed) process.exitCode = 1;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  summary.push(
    `${passed ? 'passed' : 'FAILED'} ${name}: ${told} (${seconds} s, load ${loadavg()[0]!.toFixed(1)})`,
  );
}
console.log(`\nseed ${seed}\n${summary.join('\n')}`);
