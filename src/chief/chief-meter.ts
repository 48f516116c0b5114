import type { JobProgress } from '../model/job-event.ts';
import type { JobSummary } from '../model/job-report.ts';
import type { Refusal } from '../runtime/dial-in-refusals.ts';
import { overlayPlace, overlayRuntime } from '../runtime/overlay.ts';
import type { JobPlace, Runtime, Sandbox } from '../runtime/runtime.ts';
import type { ChiefTotals } from './chief-metrics.ts';
import { NodeBytes } from './node-bytes.ts';

/** Counts what happens in a chief. */
export class ChiefMeter {
  readonly totals: ChiefTotals = {
    fragments: 0,
    results: 0,
    merged: 0,
    retried: 0,
    bytesIn: 0,
    bytesOut: 0,
    containerStarts: 0,
    containerStartsFailed: 0,
    jobsAccepted: 0,
    jobsEnded: {},
    failures: {},
    strikes: 0,
    webhookTries: { delivered: 0, failed: 0, 'given-up': 0 },
    storeErrors: 0,
    workersLost: 0,
    dialInsRefused: { key: 0, nonsense: 0, version: 0, spent: 0, unknown: 0 },
  };
  /** Workers that run now, by the name of their machine; of null those on the chief's own engine. */
  readonly busy = new Map<string | null, number>();
  /** What goes over the network to workers elsewhere, and comes from them. */
  readonly carried = new NodeBytes();
  /** Id of the image that jobs without libraries of their own had last; null: none was prepared yet. */
  image: string | null = null;
  onQueued: (seconds: number) => void = () => {};
  onRan: (seconds: number) => void = () => {};

  queued(ms: number): void {
    this.onQueued(Math.max(0, ms / 1000));
  }

  /** What came since the job's last progress; `before` is null with its first. */
  progressed(before: JobProgress | null, now: JobProgress): void {
    const { totals } = this;
    for (const name of ['fragments', 'results', 'merged', 'retried'] as const)
      totals[name] += Math.max(0, now.counts[name] - (before?.counts[name] ?? 0));
    totals.bytesIn += Math.max(0, now.bytes.in - (before?.bytes.in ?? 0));
    totals.bytesOut += Math.max(0, now.bytes.out - (before?.bytes.out ?? 0));
  }

  ended({ state, failure }: JobSummary, seconds: number): void {
    const { jobsEnded, failures } = this.totals;
    jobsEnded[state] = (jobsEnded[state] ?? 0) + 1;
    if (failure !== null) failures[failure.code] = (failures[failure.code] ?? 0) + 1;
    this.onRan(seconds);
  }

  /** The same runtime, with its starts counted, its image seen, and its jobs opened as those of the account. */
  counted(runtime: Runtime, account: string): Runtime {
    return overlayRuntime(runtime, {
      prepareImage: async (request) => {
        const image = await runtime.prepareImage(request);
        if (request.libraries === null) this.image = image;
        return image;
      },
      openJob: async (spec) => this.#countedPlace(await runtime.openJob({ ...spec, account })),
    });
  }

  /** Somebody dialled in as a worker and was sent away. */
  refused(refusal: Refusal): void {
    this.totals.dialInsRefused[refusal] += 1;
  }

  #countedPlace(place: JobPlace): JobPlace {
    const { totals } = this;
    return overlayPlace(place, {
      start: async (request) => {
        try {
          const started = await place.start(request);
          totals.containerStarts += 1;
          if (request.role === 'worker') this.#countBusy(started);
          this.carried.follow(started);
          return started;
        } catch (error) {
          totals.containerStartsFailed += 1;
          throw error;
        }
      },
    });
  }

  #countBusy({ node, exited }: Sandbox): void {
    this.busy.set(node, (this.busy.get(node) ?? 0) + 1);
    void exited.then(({ lostWith }) => {
      const left = this.busy.get(node)! - 1;
      if (left === 0) this.busy.delete(node);
      else this.busy.set(node, left);
      if (lostWith === 'node') this.totals.workersLost += 1;
    });
  }
}
