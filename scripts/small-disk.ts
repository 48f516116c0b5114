// npm run small-disk -- [--minutes N] [--seed N]: a chief on a file system of 500 MB, one greedy account and two honest
// ones, for so long; then a start on a full disk. Says what came of it. As root, since it mounts the file system.
import { parseArgs } from 'node:util';
import { soakSmallDisk } from '../test/faults/small-disk/soak.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes ?? 10);
const seed = Number(values.seed ?? 1);

console.log(`seed ${seed}, ${minutes} min`);
const { counts, wrong } = await soakSmallDisk({ seconds: minutes * 60, seed, say: console.log });
for (const [what, count] of Object.entries(counts).sort())
  console.log(`${String(count).padStart(5)}  ${what}`);
for (const sentence of wrong) console.log(`WRONG  ${sentence}`);
console.log(
  wrong.length === 0
    ? 'Nobody was blamed wrongly, and nothing was lost.'
    : `${wrong.length} things are wrong.`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
