import type { JobLook, Lane } from '../../jobs/look/job-look.ts';
import type { StageClock } from '../../jobs/look/stage-clocks.ts';
import type { Clock } from '../../model/clock.ts';
import type { JobEvent, JobProgress, PreparingStage } from '../../model/job-event.ts';
import type { JobState } from '../../model/job-report.ts';
import { type KeptPicture, readPicture, type TimelineStage, writePicture } from './kept-picture.ts';
import { type Sample, Samples, type SampleTable } from './samples.ts';

/** Where a job is, or was: what is shown of it does not grow with it. */
export interface Timeline
  extends Pick<JobLook, 'exhausted' | 'ordered' | 'newest' | 'frontier' | 'cell' | 'cells'> {
  readonly state: JobState;
  /** It runs, and changes. */
  readonly live: boolean;
  readonly lanes: readonly Lane[];
  /** In the order in which they began. */
  readonly stages: readonly StageClock<TimelineStage>[];
  /** The latest sample; null: there is none. */
  readonly now: Sample | null;
}

type Look = Omit<JobLook, 'lanes' | 'stages' | 'window' | 'memory'>;

const noCells = { waiting: [], inHand: [], kept: [], merged: [], skipped: [], failed: [], retried: [] };
const nothing: Look = {
  ...{ newest: 0, exhausted: false, ordered: true, frontier: 0, cell: 1, cells: noCells },
};
/** A look at the job counts for so long. */
const lookEveryMs = 200;
/** What is known is written so often, so that little of it is lost with the chief. */
const writeEveryMs = 10_000;

/** What is shown of one job beside its state: kept while it runs, and written down for later. */
export class JobPicture {
  readonly #clock: Clock;
  #path: string | null = null;
  #samples = new Samples();
  #look: (() => JobLook) | null = null;
  #live = false;
  #last: Look = nothing;
  #lanes: readonly Lane[] = [];
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  /** Those that the chief itself sees, and those of the running job. */
  #outer: StageClock<TimelineStage>[] = [];
  #inner: readonly StageClock[] = [];
  #now: Sample | null = null;
  #writtenAtMs = Number.NEGATIVE_INFINITY;
  #writing: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins a run of the job, going on after what an earlier one has left at that path, if that counts. */
  async begin(path: string, goesOn: boolean): Promise<void> {
    this.#path = path;
    this.#live = true;
    this.#samples = new Samples(goesOn ? ((await readPicture(path))?.samples ?? null) : null);
    this.#last = nothing;
    this.#outer = [];
    this.#inner = [];
    this.#now = null;
  }

  /** The job can be looked at from now on. */
  follow(look: () => JobLook): void {
    this.#look = look;
    this.#lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  saw(event: JobEvent): void {
    if (event.type === 'state') this.#enter(event.state, event.stage);
    if (event.type === 'progress') this.#note(event);
  }

  /** The run is over: what is left is written down. Failing that, there is no picture of it. */
  async end(): Promise<void> {
    this.#lookAnew(true);
    this.#enter(null);
    this.#look = null;
    this.#live = false;
    this.#lanes = [];
    await this.#write();
  }

  timeline(state: JobState): Timeline {
    this.#lookAnew(false);
    return timelineOf(this.#kept, state, { live: this.#live, lanes: this.#lanes });
  }

  get samples(): SampleTable {
    return this.#samples.table;
  }

  #note(progress: JobProgress): void {
    const look = this.#lookAnew(true);
    const { counts, bytes, workers, seconds } = progress;
    const { fragments, results, merged, skipped, failed, retried } = counts;
    this.#now = {
      ...{ fragments, results, merged, skipped, failed, retried, bytesIn: bytes.in, bytesOut: bytes.out },
      windowFragments: look?.window.fragments ?? 0,
      windowBytes: look?.window.bytes ?? 0,
      mergeLag: Math.max(0, results - merged),
      ...{ busy: workers.busy, workers: workers.total },
      splitterMemory: look?.memory.splitter ?? null,
      workerMemory: look?.memory.worker ?? null,
      mergerMemory: look?.memory.merger ?? null,
    };
    this.#samples.add(seconds * 1000, this.#now);
    if (this.#clock.now() - this.#writtenAtMs >= writeEveryMs) void this.#write();
  }

  #enter(state: JobState | null, stage?: PreparingStage): void {
    const nowMs = this.#clock.wallTimeMs();
    const before = this.#outer.at(-1);
    if (before?.endedAtMs === null) this.#outer[this.#outer.length - 1] = { ...before, endedAtMs: nowMs };
    const next = state === 'packing' ? state : stage;
    if (next !== undefined) this.#outer.push({ stage: next, startedAtMs: nowMs, endedAtMs: null });
    if (state === 'running') this.#samples.begin(nowMs);
  }

  /** The job as it is; null where it cannot be looked at. Looks at most so often, unless told to. */
  #lookAnew(always: boolean): JobLook | null {
    const nowMs = this.#clock.now();
    if (this.#look === null || (!always && nowMs - this.#lookedAtMs < lookEveryMs)) return null;
    const look = this.#look();
    const { lanes, stages, window: _, memory: __, ...last } = look;
    this.#lookedAtMs = nowMs;
    this.#last = last;
    this.#lanes = lanes;
    this.#inner = stages;
    return look;
  }

  get #kept(): KeptPicture {
    const stages = [...this.#outer, ...this.#inner].sort((a, b) => a.startedAtMs - b.startedAtMs);
    return { ...this.#last, stages, now: this.#now, samples: this.#samples.table };
  }

  #write(): Promise<void> {
    const path = this.#path;
    if (path === null) return Promise.resolve();
    this.#writtenAtMs = this.#clock.now();
    this.#writing = this.#writing.then(() => writePicture(path, this.#kept).catch(() => {}));
    return this.#writing;
  }
}

/** What is shown of a job that has nothing to be looked at. */
export function timelineOf(
  kept: KeptPicture | null,
  state: JobState,
  now: Pick<Timeline, 'live' | 'lanes'>,
): Timeline {
  const { samples: _, ...known } = kept ?? { ...nothing, stages: [], now: null, samples: null };
  return { ...known, state, ...now };
}
