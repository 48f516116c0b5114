// node --import tsx scripts/fuzz-http.ts [REQUESTS] [SEED]: sends requests that are nearly right and reports the
// answers.

import { fuzzRequests } from '../test/http/fuzz-requests.ts';
import { HttpFixture } from '../test/http/http-fixture.ts';

const runs = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? 20_250_103);

const started = performance.now();
const http = await HttpFixture.make();
const { refused, granted } = await fuzzRequests(http, runs, seed);
await http.remove();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  `${runs} requests, seed ${seed}: ${granted} granted, ${refused} refused, ${seconds} s, peak ${peakMiB} MiB`,
);
