import { type Batch, batchEnd, sliceBatch } from '../../bridge/batch.ts';
import type { FailedMessage } from '../../bridge/messages.ts';
import { isInSegment } from '../../bridge/payload.ts';
import type { Failure } from '../../model/failures.ts';
import { patienceMs } from '../../model/job-limits.ts';
import { afterDeath, hadProcessor, mostMachines, noToll, retryEvent } from '../containers/after-death.ts';
import type { Death, RoleContainer } from '../containers/role-container.ts';
import { failureOf } from '../containers/verdict.ts';
import type { JobHub } from '../job-hub.ts';
import type { Lane } from '../look/job-look.ts';
import type { JobSample } from '../sample/sample.ts';
import { CpuWatch } from './cpu-watch.ts';
import type { Hand, Scheduler } from './scheduler.ts';

/** Workers that may die one after the other with no fragment in hand before the job gives up. */
const fruitlessDeaths = 5;

/** What is known about a fragment that will not be processed. */
export interface SpentFragment {
  readonly fragment: Batch;
  readonly attempts: number;
  readonly cause: Failure;
  /** The end of what was printed until it failed. */
  readonly log: string;
}

/** The same while the log may still be on its way. */
export interface SpentFragmentAhead extends Omit<SpentFragment, 'log'> {
  readonly log: Promise<string>;
}

export interface WorkStageParts {
  readonly hub: JobHub;
  readonly scheduler: Scheduler;
  /** Takes results that are the first for their fragments, and those fragments. */
  readonly deliver: (results: Batch, fragments: Batch) => void;
  /** Is told of each result; null: nobody asks. */
  readonly sample: JobSample | null;
  /** A fragment failed for good. */
  readonly giveUp: (spent: SpentFragmentAhead) => void;
}

/** Keeps workers busy with what the scheduler decides, and replaces those that die. */
export class WorkStage {
  readonly #workers = new Map<number, RoleContainer>();
  /** Checksums of results whose fragment was given to two workers, until both have answered. */
  readonly #firstAnswers = new Map<number, number>();
  /** Workers that go as soon as they have nothing in hand: surplus ones, and those that their machine wants gone. */
  readonly #retiring = new Set<number>();
  readonly #cpu = new CpuWatch();
  #wanted = 0;
  #nextId = 1;
  /** What each worker has done, and how many have died in its place. */
  readonly #tallies = new Map<number, { done: number; deaths: number }>();
  #fruitless = noToll;
  #paused = false;
  readonly #parts: WorkStageParts;

  constructor(parts: WorkStageParts) {
    this.#parts = parts;
  }

  /** At least one worker can take fragments. */
  get ready(): boolean {
    for (const container of this.#workers.values()) if (container.ready) return true;
    return false;
  }

  /** Workers there are to be. */
  get total(): number {
    return this.#wanted;
  }

  /**
   * Sets how many workers there are to be. New ones are started; surplus ones finish what they have in hand and go,
   * those with the least in hand first.
   */
  async resize(workers: number): Promise<void> {
    const added = Math.max(0, workers - this.#wanted);
    const surplus = Math.max(0, this.#wanted - workers);
    this.#wanted = workers;
    const staying = [...this.#workers.keys()].filter((id) => !this.#retiring.has(id));
    const idleFirst = staying.sort((a, b) => this.#inHand(a) - this.#inHand(b) || b - a);
    for (const id of idleFirst.slice(0, surplus)) {
      this.#retiring.add(id);
      this.#parts.scheduler.retire(id);
    }
    this.#dismissIdle();
    const ids = Array.from({ length: added }, () => this.#nextId++);
    await Promise.all(ids.map((id) => this.#start(id)));
  }

  #inHand(id: number): number {
    return this.#parts.scheduler.current(id) === null ? 0 : 1;
  }

  #dismissIdle(): void {
    for (const id of this.#retiring) {
      const container = this.#workers.get(id);
      if (container === undefined || this.#inHand(id) > 0) continue;
      this.#retiring.delete(id);
      this.#workers.delete(id);
      this.#tallies.delete(id);
      this.#parts.scheduler.removeWorker(id);
      void container.release();
    }
  }

  /** Starts worker `id`, counted from 1. */
  async #start(id: number, memoryBytes = this.#parts.hub.options.limits.memory): Promise<void> {
    const { hub, scheduler } = this.#parts;
    if (!this.#tallies.has(id)) this.#tallies.set(id, { done: 0, deaths: 0 });
    const container = await hub.start(
      'worker',
      memoryBytes,
      {
        ready: () => {
          scheduler.addWorker(id, memoryBytes);
          hub.pump();
        },
        results: (batch, seconds) => this.#answered(id, batch, seconds),
        failed: (message) => this.#failed(id, message),
      },
      id,
    );
    if (container === null) return;
    if (this.#workers.size >= this.#wanted + this.#retiring.size) {
      this.#tallies.delete(id);
      void container.release();
      return;
    }
    this.#workers.set(id, container);
    if (this.#paused) container.session.pause();
    void container.died.then((death) => this.#died(id, container, death));
    void container.leaving.then(() => this.#left(id, container));
  }

  /** A worker is wanted gone where it is: it finishes what it has in hand, and another takes its place at once. */
  #left(id: number, container: RoleContainer): void {
    const { hub, scheduler } = this.#parts;
    if (hub.over || this.#workers.get(id) !== container || this.#retiring.has(id)) return;
    this.#retiring.add(id);
    scheduler.retire(id);
    this.#dismissIdle();
    void this.#start(this.#nextId++, this.#memoryWanted);
  }

  pump(): void {
    const { hub, scheduler } = this.#parts;
    const now = hub.clock.now();
    if (this.#retiring.size > 0) this.#dismissIdle();
    for (const id of scheduler.hungry()) {
      const container = this.#workers.get(id);
      if (container?.ready !== true) continue;
      container.gatherMs = scheduler.gatherMs;
      for (let batch = scheduler.next(id, now); batch !== null; batch = scheduler.next(id, now)) {
        hub.clocks.began('process');
        container.give(batch);
      }
    }
  }

  /** Workers that there are, or that are being started. */
  lanes(hands: readonly Hand[]): readonly Lane[] {
    const { limits } = this.#parts.hub.options;
    const byWorker = new Map(hands.map((hand) => [hand.worker, hand]));
    return [...this.#tallies].map(([id, { done, deaths }]) => {
      const container = this.#workers.get(id);
      const { fragments = [], forMs = null, attempts = 0 } = byWorker.get(id) ?? {};
      return {
        ...{ role: 'worker', worker: id, state: this.#stateOf(container, fragments.length > 0) },
        first: fragments[0]?.first ?? null,
        held: fragments.reduce((sum, { count }) => sum + count, 0),
        ...{ forMs, tries: attempts, restarts: deaths, done },
        node: container?.node ?? null,
        memoryBytes: container?.peakMemoryBytes ?? null,
        memoryLimitBytes: container?.memoryBytes ?? limits.memory,
      };
    });
  }

  #stateOf(container: RoleContainer | undefined, isBusy: boolean): Lane['state'] {
    if (container?.ready !== true) return 'starting';
    if (!isBusy) return 'idle';
    return this.#paused ? 'held' : 'busy';
  }

  /** Has idle workers begin what others are slow with. Not with every message: it takes a look at all of them. */
  #duplicate(now: number): void {
    const { scheduler } = this.#parts;
    let inVainBytes = 0;
    for (const id of scheduler.idle()) {
      const container = this.#workers.get(id);
      if (container?.ready !== true || container.memoryBytes <= inVainBytes) continue;
      const batch = scheduler.next(id, now);
      if (batch === null) inVainBytes = container.memoryBytes;
      else container.give(batch);
    }
  }

  tick(): void {
    const { hub, scheduler } = this.#parts;
    const { fragmentSeconds } = hub.options.limits;
    const now = hub.clock.now();
    for (const [id, container] of this.#workers) {
      this.#cpu.look(id, scheduler.current(id), container.cpuSeconds, now);
      scheduler.setComputes(id, this.#computes(id));
    }
    this.#duplicate(now);
    for (const id of scheduler.overdue(patienceMs(fragmentSeconds, (scheduler.gatherMs ?? 0) / 1000), now))
      this.#workers.get(id)?.stop('fragment-timeout');
  }

  /** Its code has had a processor for most of the time on its fragment, as far as the last tick could see. */
  #computes(id: number): boolean {
    return hadProcessor(this.#cpu.share(id), this.#parts.hub.options.limits.cpus);
  }

  /** Holds all workers back while results cannot be kept fast enough. */
  hold(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    for (const { session } of this.#workers.values()) paused ? session.pause() : session.resume();
  }

  #answered(id: number, results: Batch, seconds: number): void {
    const { hub, scheduler, deliver, sample } = this.#parts;
    this.#tried(id, results.sizes.length);
    const answer = scheduler.answered(id, results.first, results.sizes.length, seconds, hub.clock.now());
    this.#fruitless = noToll;
    const tally = this.#tallies.get(id);
    if (tally !== undefined) tally.done += results.sizes.length;
    for (const fragments of answer.completed) {
      const piece = sliceBatch(results, fragments.first, batchEnd(fragments));
      hub.totals.results += piece.sizes.length;
      hub.totals.bytesOut += piece.payload.length;
      if (scheduler.isDuplicated(piece.first)) this.#firstAnswers.set(piece.first, hub.crcOf(piece));
      if (sample !== null) this.#tell(sample, id, piece, seconds);
      deliver(piece, fragments);
    }
    for (const number of answer.late) this.#compare(number, sliceBatch(results, number, number + 1));
    hub.pump();
  }

  /** Before anything that follows of it, so that the journal knows of no result without its try. */
  #tried(id: number, attempts: number): void {
    const container = this.#workers.get(id);
    if (container !== undefined) this.#parts.hub.tried(container.node, attempts);
  }

  #tell(sample: JobSample, id: number, { first, payload }: Batch, seconds: number): void {
    const memoryBytes = this.#workers.get(id)?.peakMemoryBytes ?? null;
    if (!isInSegment(payload)) sample.onResult({ fragment: first, bytes: payload, seconds, memoryBytes });
  }

  /** Both answers of a duplicated fragment are there. */
  #compare(number: number, second: Batch): void {
    const { hub } = this.#parts;
    const crc = hub.crcOf(second);
    hub.release(second.payload);
    const first = this.#firstAnswers.get(number);
    this.#firstAnswers.delete(number);
    if (first === undefined || first === crc) return;
    hub.warn(
      `fragment ${number} was processed twice and gave different results: the processor is not deterministic`,
    );
  }

  #failed(id: number, message: FailedMessage): void {
    const { hub, scheduler, giveUp } = this.#parts;
    if (message.stage !== 'process' || message.fragment === null) return;
    this.#tried(id, 1);
    const attempts = scheduler.attemptsOf(message.fragment);
    const fragment = scheduler.failed(id, message.fragment, hub.clock.now());
    this.#fruitless = noToll;
    if (fragment !== null) {
      const log = this.#workers.get(id)?.wordsOf(message.fragment) ?? Promise.resolve('');
      giveUp({ fragment, attempts, cause: failureOf(message, 'process', hub.options.limits), log });
    }
    hub.pump();
  }

  #died(id: number, container: RoleContainer, death: Death): void {
    const { hub, scheduler, giveUp } = this.#parts;
    if (hub.over || this.#workers.get(id) !== container) return;
    this.#workers.delete(id);
    const cause = hub.judge(container, 'worker', death, scheduler.current(id), scheduler.behind(id));
    const { retries, limits } = hub.options;
    const computed = this.#computes(id);
    this.#cpu.forget(id);
    const known = { cause, memoryBytes: container.memoryBytes, memoryCap: limits.memoryCap };
    const loss = scheduler.lost(id, (toll, certain) =>
      afterDeath({
        ...{ ...known, interrupted: 'fragment', toll, retries },
        ...{ computed: computed && certain, doubtful: !certain },
      }),
    );
    const wasToGo = this.#retiring.delete(id);
    const begun = loss.retried.length + loss.spent.length + loss.carried;
    hub.tried(container.node, begun);
    const wasIdle = begun === 0;
    if (!wasIdle) this.#fruitless = noToll;
    else if (!wasToGo) {
      const toll = this.#fruitless;
      const next = afterDeath({ ...known, interrupted: 'nothing', toll, retries: fruitlessDeaths });
      this.#fruitless = next.toll;
      if (!next.again) {
        hub.fail(cause);
        return;
      }
    }
    for (const { fragment, attempts } of loss.spent)
      giveUp({
        fragment,
        attempts,
        cause: ofSpent(cause, fragment.first),
        log: Promise.resolve(death.lastWords),
      });
    if (hub.over) return;
    if (loss.retried.length > 0) {
      hub.totals.retried += loss.retried.length;
      for (const number of loss.retried) hub.ribbon.retried(number);
      hub.emit(retryEvent(cause, loss.attempt, loss.retried));
    }
    const tally = this.#tallies.get(id);
    if (tally !== undefined) tally.deaths += 1;
    if (wasToGo) this.#tallies.delete(id);
    else void this.#start(id, this.#memoryWanted);
    hub.pump();
  }

  /** What a worker is to have that takes another's place, in bytes. */
  get #memoryWanted(): number {
    return Math.max(this.#parts.hub.options.limits.memory, this.#parts.scheduler.memoryWanted);
  }
}

/** The cause of a fragment's last death, as the fragment's own failure. */
function ofSpent(cause: Failure, fragment: number): Failure {
  if (cause.code !== 'machine-lost') return { ...cause, fragment };
  const message = `${cause.message}; by now ${mostMachines} machines were lost while they had this fragment in hand`;
  return { ...cause, fragment, message };
}
