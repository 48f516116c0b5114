// node --import tsx scripts/fuzz-archives.ts [RUNS] [SEED]: loads mutated archives and reports what that took.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fuzzArchives } from '../test/package/helpers/fuzz-archives.ts';

const runs = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? 20_250_103);
const mostMemoryMiB = 400;

const folder = mkdtempSync(join(tmpdir(), 'butcher-fuzz-'));
const workingFolder = readdirSync('.').sort();
const started = performance.now();
const { loaded } = await fuzzArchives(folder, runs, seed);
assert.deepEqual(readdirSync('.').sort(), workingFolder, 'nothing was written beside');
rmdirSync(folder);
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `${runs} mutated archives, seed ${seed}: ${loaded} loaded, ${runs - loaded} refused, ${seconds} s, peak ${peakMiB} MiB`,
);
assert.ok(peakMiB < mostMemoryMiB, `memory stays below ${mostMemoryMiB} MiB`);
