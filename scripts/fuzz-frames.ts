// node --import tsx scripts/fuzz-frames.ts [FRAMES] [SEED]: says mutated frames to sessions and reports what that took.
import assert from 'node:assert/strict';
import { fuzzFrames } from '../test/bridge/fuzz-frames.ts';

const count = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 20_250_103);
const mostMemoryMiB = 400;

const started = performance.now();
const { frames, ends } = await fuzzFrames(count, seed);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  `${frames} mutated frames, seed ${seed}: ${ends.bye} conversations ended well, ${ends.fault} were refused, ` +
    `${ends.open + ends.cut} waited for more; ${seconds} s, peak ${peakMiB} MiB`,
);
assert.ok(peakMiB < mostMemoryMiB, `memory stays below ${mostMemoryMiB} MiB`);
