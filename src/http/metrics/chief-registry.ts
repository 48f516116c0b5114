import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ChiefMetrics, ChiefTotals } from '../../chief/chief-metrics.ts';
import { ownVersion } from '../../host/own-version.ts';
import { failureCatalogue } from '../../model/failures.ts';
import { jobStates } from '../../model/job-report.ts';
import { endedStates } from '../../store/jobs.ts';
import { machineGauges } from './machine-gauges.ts';

type PlainTotal = {
  [Key in keyof ChiefTotals]: ChiefTotals[Key] extends number ? Key : never;
}[keyof ChiefTotals];

const plainTotals: Readonly<Record<PlainTotal, readonly [name: string, help: string]>> = {
  fragments: ['fragments', 'Fragments that splitters yielded'],
  results: ['results', 'Results that workers returned'],
  merged: ['merged', 'Results that were merged'],
  retried: ['retries', 'Tries of fragments beyond the first'],
  bytesIn: ['fragment_bytes', 'Bytes of fragments'],
  bytesOut: ['result_bytes', 'Bytes of results'],
  containerStarts: ['container_starts', 'Containers started'],
  containerStartsFailed: ['container_start_failures', 'Containers that could not be started'],
  jobsAccepted: ['jobs_accepted', 'Jobs accepted'],
  strikes: ['strikes', 'Strikes counted'],
  storeErrors: ['store_errors', 'Calls of the store that failed'],
  workersLost: ['workers_lost', 'Workers that were lost with their machine'],
};

const accountTotals = [
  ['cpuSeconds', 'cpu_seconds', 'Processor time of an account’s code since the account was made'],
  ['byteHours', 'byte_hours', 'Bytes that an account had stored times hours, since it was made'],
] as const;

const waitBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];
const runBuckets = [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 43_200];

/** The figures of a chief and of its process for Prometheus, read when they are asked for. */
export function chiefRegistry(metrics: ChiefMetrics): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  for (const [key, [name, help]] of Object.entries(plainTotals))
    total(registers, name, help, () => metrics.totals[key as PlainTotal]);
  labelled(registers, 'jobs_ended', 'Jobs that ended, by state', 'state', () => ({
    ...Object.fromEntries(endedStates.map((state) => [state, 0])),
    ...metrics.totals.jobsEnded,
  }));
  new Gauge({
    name: 'butcher_info',
    help: 'Which version this is; always 1',
    labelNames: ['version'],
    registers,
  }).set({ version: ownVersion() }, 1);
  new Gauge({
    name: 'butcher_ready',
    help: '1 where jobs are run, else 0',
    registers,
    async collect() {
      this.set((await metrics.holds()).length === 0 ? 1 : 0);
    },
  });
  new Gauge({
    name: 'butcher_hold',
    help: '1 for what keeps jobs from being run: the chief starts or stops, its disk, its engine',
    labelNames: ['what'],
    registers,
    async collect() {
      const now = await metrics.holds();
      for (const what of ['chief', 'disk', 'engine'] as const) this.set({ what }, now.includes(what) ? 1 : 0);
    },
  });
  gauge(
    registers,
    'oldest_queued_seconds',
    'For how long the oldest waiting job has waited; 0 for none',
    () => Math.max(0, metrics.oldestQueuedMs() / 1000),
  );
  labelled(
    registers,
    'webhook_tries',
    'Tries of webhooks, by what came of them',
    'outcome',
    () => metrics.totals.webhookTries,
  );
  new Gauge({
    name: 'butcher_webhooks_waiting',
    help: 'Webhooks that are still to be delivered',
    registers,
    async collect() {
      this.set(await metrics.webhooksWaiting());
    },
  });
  machineGauges(registers, metrics);
  labelled(
    registers,
    'dial_ins_refused',
    'Who dialled in as a worker and was sent away',
    'reason',
    () => metrics.totals.dialInsRefused,
  );
  new Gauge({
    name: 'butcher_account_bytes',
    help: 'Bytes that an account has, by kind',
    labelNames: ['account', 'kind'],
    registers,
    async collect() {
      this.reset();
      for (const [account, bytes] of await metrics.accountBytes())
        for (const [kind, count] of Object.entries(bytes)) this.set({ account, kind }, count);
    },
  });
  labelled(registers, 'failures', 'Failures of jobs, by code', 'code', () => ({
    ...Object.fromEntries(Object.keys(failureCatalogue).map((code) => [code, 0])),
    ...metrics.totals.failures,
  }));
  new Gauge({
    name: 'butcher_jobs',
    help: 'Jobs that are there, by state',
    labelNames: ['state'],
    registers,
    async collect() {
      const jobs = await metrics.jobsByState();
      for (const state of jobStates) this.set({ state }, jobs[state] ?? 0);
    },
  });
  gauge(registers, 'merge_lag_results', 'Results that wait to be merged', () => metrics.mergeLag());
  gauge(registers, 'warm_jobs', 'Jobs that started containers wait for', () => metrics.warmJobs());
  gauge(registers, 'slots', 'Worker slots of the machine', () => metrics.slots().total);
  gauge(
    registers,
    'slots_in_use',
    'Worker slots that jobs have, one each at least: more than there are where more jobs run',
    () => metrics.slots().shared,
  );
  new Gauge({
    name: 'butcher_event_loop_lag_seconds',
    help: 'How late turns of the event loop came since the last reading; quantile 1 is the latest',
    labelNames: ['quantile'],
    registers,
    collect() {
      const { p50Ms, p99Ms, largestMs } = metrics.loopLag();
      for (const [quantile, ms] of Object.entries({ '0.5': p50Ms, '0.99': p99Ms, '1': largestMs }))
        this.set({ quantile }, ms / 1000);
    },
  });
  gauge(registers, 'disk_free_bytes', 'Free bytes of the disk of the home', () => metrics.disk().freeBytes);
  gauge(registers, 'disk_bytes', 'Bytes of that disk', () => metrics.disk().totalBytes);
  gauge(
    registers,
    'disk_reserve_bytes',
    'Below so many free bytes nothing new is taken',
    () => metrics.disk().reserveBytes,
  );
  new Gauge({
    name: 'butcher_stored_bytes',
    help: 'Bytes that accounts have, by kind',
    labelNames: ['kind'],
    registers,
    async collect() {
      for (const [kind, bytes] of Object.entries(await metrics.storedBytes())) this.set({ kind }, bytes);
    },
  });
  for (const [key, name, help] of accountTotals)
    new Counter({
      name: `butcher_account_${name}_total`,
      help,
      labelNames: ['account'],
      registers,
      async collect() {
        const costs = await metrics.costs();
        this.reset();
        for (const [account, used] of Object.entries(costs)) this.inc({ account }, used[key]);
      },
    });
  const waited = new Histogram({
    name: 'butcher_dispatch_seconds',
    help: 'From the acceptance of a job to its first containers',
    buckets: waitBuckets,
    registers,
  });
  const ran = new Histogram({
    name: 'butcher_run_seconds',
    help: 'From the first containers of a job to its end',
    buckets: runBuckets,
    registers,
  });
  metrics.onQueued = (seconds) => waited.observe(seconds);
  metrics.onRan = (seconds) => ran.observe(seconds);
  return registry;
}

function total(registers: Registry[], name: string, help: string, read: () => number): void {
  new Counter({
    name: `butcher_${name}_total`,
    help,
    registers,
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

function labelled(
  registers: Registry[],
  name: string,
  help: string,
  label: string,
  read: () => Readonly<Record<string, number>>,
): void {
  new Counter({
    name: `butcher_${name}_total`,
    help,
    labelNames: [label],
    registers,
    collect() {
      this.reset();
      for (const [value, count] of Object.entries(read())) this.inc({ [label]: value }, count);
    },
  });
}

function gauge(registers: Registry[], name: string, help: string, read: () => number): void {
  new Gauge({
    name: `butcher_${name}`,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}
