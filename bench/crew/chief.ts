import { connect } from 'node:net';
import { crewRuntime } from './crew-runtime.ts';
import { runCrewJob } from './run-crew-job.ts';

/** What a chief tells when nearly all of its workers have something to do, and some seconds later. */
export type ChiefNote =
  | { readonly at: 'begin' }
  | {
      readonly at: 'end';
      readonly seconds: number;
      readonly results: number;
      readonly cpuSeconds: number;
      readonly residentBytes: number;
    };

const [socket = '', workersText = '', secondsText = ''] = process.argv.slice(2);
const workers = Number(workersText);
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
    if (begun === null) {
      if (busy < 0.9 * workers) return;
      begun = { ms: performance.now(), usage: process.cpuUsage(), results: counts.results };
      note({ at: 'begin' });
      return;
    }
    const seconds = (performance.now() - begun.ms) / 1000;
    if (seconds < Number(secondsText) || stop.signal.aborted) return;
    const { user, system } = process.cpuUsage(begun.usage);
    note({
      at: 'end',
      seconds,
      results: counts.results - begun.results,
      cpuSeconds: (user + system) / 1e6,
      residentBytes: process.memoryUsage.rss(),
    });
    stop.abort();
  },
});
process.disconnect();
