import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerRuntime } from '../src/runtime/docker/docker-runtime.ts';
import { containersOf } from '../test/helpers/docker-containers.ts';
import { readCases } from '../test/hostile/hostile-case.ts';
import { assertVerdict, runUnchecked } from '../test/hostile/run-hostile.ts';

/**
 * Runs every hostile case, one and then four at a time, prints a table and writes docs/hostile.md.
 * `npm run hostile -- PATTERN` runs those whose name matches, and writes nothing.
 */
const pattern = new RegExp(process.argv[2] ?? '');
const home = await mkdtemp(join(tmpdir(), 'butcher-hostile-home-'));
const runtime = new DockerRuntime({ home });
const cases = readCases({ 'decoy.json': '[["127.0.0.1", 9]]' }).filter(({ name }) => pattern.test(name));
const rows: string[] = [];
let wrong = 0;

for (const lanes of [1, 4]) {
  const waiting = [...cases];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await runUnchecked(runtime, next.source, next.expectation);
      const verdict = outcome.report.job.failure?.code ?? 'done';
      let right = 'as due';
      try {
        assertVerdict(next, outcome);
        const most = next.expectation.seconds ?? 60;
        if (outcome.seconds > most) throw new Error(`took longer than ${most} s`);
      } catch (error) {
        wrong += 1;
        right = `WRONG: ${(error as Error).message.split('\n')[0]}`;
      }
      const row = `| ${next.name} | ${lanes} | \`${verdict}\` | ${outcome.seconds.toFixed(1)} s | ${right} |`;
      rows.push(row);
      console.log(row);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
const left = await containersOf(home);
console.log(`${rows.length} runs, ${wrong} wrong, ${left.length} containers left`);
await runtime.close();
await rm(home, { recursive: true, force: true });
if (process.argv[2] === undefined) {
  const head = [
    '# Hostile packages and what becomes of them',
    '',
    'Written by `npm run hostile`: each case of `test/hostile/cases/` run without the static checks, so that the run-time',
    'controls stand alone, one and four at a time.',
    '',
    '| Case | At a time | Verdict | Time | |',
    '|---|---|---|---|---|',
  ];
  await writeFile(new URL('../docs/hostile.md', import.meta.url), `${[...head, ...rows].join('\n')}\n`);
}
process.exitCode = wrong > 0 || left.length > 0 ? 1 : 0;
