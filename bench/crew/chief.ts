import { connect } from 'node:net';
import { crewRuntime } from './crew-runtime.ts';
import { runCrewJob } from './run-crew-job.ts';

/** What a chief tells when its crew is as busy as it will be, and some seconds later. */
export type ChiefNote =
  | { readonly at: 'begin' }
  | {
      readonly at: 'end';
      readonly seconds: number;
      readonly results: number;
      /** Workers that had something to do, on average. */
      readonly busy: number;
      readonly cpuSeconds: number;
      readonly residentBytes: number;
    };

const [socket = '', workersText = '', secondsText = ''] = process.argv.slice(2);
const workers = Number(workersText);
/** Batches come to their size within a few seconds. */
const warmUpMs = 5000;
/** More workers than a chief can feed are never all busy at once. */
const patienceMs = 15_000;
let firstMs: number | null = null;
const looks = { count: 0, busy: 0 };
const stop = new AbortController();
let begun: {
  readonly ms: number;
  readonly usage: NodeJS.CpuUsage;
  readonly results: number;
} | null = null;

const runtime = crewRuntime(
  (member) =>
    new Promise((resolve, reject) => {
      const stream = connect(socket, () => {
        stream.write(`${JSON.stringify(member)}\n`);
        resolve(stream);
      });
      stream.once('error', reject);
    }),
);
const note = (what: ChiefNote) => process.send!(what);

await runCrewJob({
  runtime,
  workers,
  signal: stop.signal,
  onProgress: ({ counts, workers: { busy } }) => {
    firstMs ??= performance.now();
    if (begun === null) {
      const warmMs = performance.now() - firstMs;
      if (warmMs < warmUpMs || (busy < 0.9 * workers && warmMs < patienceMs)) return;
      begun = { ms: performance.now(), usage: process.cpuUsage(), results: counts.results };
      note({ at: 'begin' });
      return;
    }
    looks.count += 1;
    looks.busy += busy;
    const seconds = (performance.now() - begun.ms) / 1000;
    if (seconds < Number(secondsText) || stop.signal.aborted) return;
    const { user, system } = process.cpuUsage(begun.usage);
    note({
      at: 'end',
      seconds,
      results: counts.results - begun.results,
      busy: looks.busy / looks.count,
      cpuSeconds: (user + system) / 1e6,
      residentBytes: process.memoryUsage.rss(),
    });
    stop.abort();
  },
});
process.disconnect();
