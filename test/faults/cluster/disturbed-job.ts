import { setTimeout as delay } from 'node:timers/promises';
import type { SwarmNode, SwarmNodes } from '../../helpers/swarm-nodes.ts';
import type { Chief, ChiefEnd } from '../chief.ts';
import { pick } from '../random.ts';
import type { Trial } from '../trial.ts';
import type { ClusterFault } from './cluster-faults.ts';
import { type WorkerProcess, workersOn } from './workers-by-node.ts';

export interface DisturbedJobSettings {
  readonly cluster: SwarmNodes;
  readonly trial: Trial;
  readonly workers: number;
  readonly random: () => number;
  /** Taken from, one after the other, for as long as the job runs. */
  readonly faults: ClusterFault[];
  readonly onFault: (suffered: SufferedFault) => void;
}

/** A fault, and when what it took was noticed and replaced, in seconds from its beginning. */
export interface SufferedFault {
  readonly name: string;
  readonly node: string;
  readonly heldSeconds: number;
  /** Workers that were at work and are gone by it. */
  readonly taken: number;
  /** The first fragment of a worker that was lost was given to another; null: there was none. */
  readonly fencedSeconds: number | null;
  /** All workers were at work again; null: the job was over first, or none was taken. */
  readonly replacedSeconds: number | null;
}

/** What has begun and is not told yet. */
interface Blow {
  readonly fault: ClusterFault;
  readonly node: SwarmNode;
  readonly atMs: number;
  readonly heldSeconds: number;
  readonly gone: ReadonlySet<string>;
  readonly mended: Promise<void>;
  fencedSeconds: number | null;
  replacedSeconds: number | null;
}

const lookMs = 150;
/** Between all being at work and the next fault. */
const mostPauseMs = 3000;
const patienceMs = 180_000;
/** By then each worker that a fault has taken is known to be gone, also where its connection just says nothing more. */
const noticedMs = 8000;
const mostRounds = 20;

/**
 * Runs a job, resumed where its chief ends, while faults befall it: each once all workers are at work again and the
 * machines are whole. Throws where the job fails, hangs, or does again what must not be done again.
 */
export class DisturbedJob {
  readonly #settings: DisturbedJobSettings;
  readonly #names: readonly string[];
  /** Processes that were given up, and may be there for a while once their machine is heard again. */
  readonly #givenUp = new Set<string>();
  #blow: Blow | null = null;
  #chief: Chief | null = null;
  #stopped = false;

  constructor(settings: DisturbedJobSettings) {
    this.#settings = settings;
    this.#names = settings.cluster.nodes.map(({ name }) => name);
  }

  async run(): Promise<void> {
    const { trial } = this.#settings;
    try {
      for (let round = 1; !(await trial.isDone()); round += 1) {
        if (this.#stopped) throw new Error('it was stopped');
        if (round > mostRounds) throw new Error(`the job is not done after ${mostRounds} chiefs`);
        const chief = trial.start(await trial.keptId());
        this.#chief = chief;
        try {
          await this.#watch(chief);
        } catch (error) {
          chief.kill();
          throw error;
        }
        // A chief has nothing to begin with before its engine is back.
        await this.#blow?.mended;
        this.#judge(await chief.ended);
      }
      this.#tell();
      await trial.settle();
    } finally {
      await this.#blow?.mended;
    }
  }

  /** Ends it where it is. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#chief?.kill();
    await this.#chief?.ended;
  }

  async #watch(chief: Chief): Promise<void> {
    let hasEnded = false;
    void chief.ended.then(() => {
      hasEnded = true;
    });
    const wrong: string[] = [];
    chief.hear((event) => {
      if (event.type !== 'retry') return;
      const problem = this.#hear(event.code, event.reason);
      if (problem !== null) wrong.push(problem);
    });
    while (await this.#allAtWork(() => hasEnded)) {
      await this.#settled();
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
      this.#tell();
      await delay(this.#settings.random() * mostPauseMs);
      const fault = hasEnded ? undefined : this.#next();
      if (fault === undefined) break;
      this.#blow = await this.#strike(fault, chief);
    }
    await chief.ended;
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  }

  /** The last fault is over, and what it took has been noticed: spares may have been at work in its place at once. */
  async #settled(): Promise<void> {
    const blow = this.#blow;
    if (blow === null) return;
    await blow.mended;
    if (blow.gone.size > 0) await delay(Math.max(0, blow.atMs + noticedMs - performance.now()));
  }

  /** True when there are as many workers as are wanted, without those that the last fault took; false: it has ended. */
  async #allAtWork(hasEnded: () => boolean): Promise<boolean> {
    const { workers } = this.#settings;
    for (const endMs = performance.now() + patienceMs; !hasEnded(); await delay(lookMs)) {
      const gone = this.#blow?.gone ?? new Set();
      const there = this.#workers().filter(({ pid }) => !gone.has(pid));
      if (there.length >= workers) {
        const blow = this.#blow;
        if (blow !== null && gone.size > 0) blow.replacedSeconds ??= secondsSince(blow.atMs);
        return true;
      }
      if (performance.now() > endMs) throw new Error(`${there.length} workers are at work, and no more come`);
    }
    return false;
  }

  /** The first of those left that takes something from somebody, where there is one. */
  #next(): ClusterFault | undefined {
    const { cluster, faults } = this.#settings;
    const workers = this.#workers();
    const takes = (fault: ClusterFault) =>
      fault.takes === 'none' ||
      befallen(fault, cluster).some((node) => workers.some((worker) => isTaken(fault, node, worker)));
    return faults.splice(Math.max(0, faults.findIndex(takes)), 1)[0];
  }

  #workers(): WorkerProcess[] {
    return workersOn(this.#names).filter(({ pid }) => !this.#givenUp.has(pid));
  }

  async #strike(fault: ClusterFault, chief: Chief): Promise<Blow> {
    const { cluster, random } = this.#settings;
    const workers = this.#workers();
    const machines = befallen(fault, cluster);
    // One that has something to lose, where there is one.
    const busy = machines.filter(({ name }) => workers.some(({ node }) => node === name));
    const node = pick(busy.length > 0 ? busy : machines, random);
    const place = { cluster, node, chief };
    const [least, most] = fault.holds;
    const heldSeconds = least + random() * (most - least);
    const atMs = performance.now();
    const struck = fault.strike(place);
    const mended = struck.then(async () => {
      await delay(Math.max(0, heldSeconds * 1000 - (performance.now() - atMs)));
      await fault.mend(place);
      await cluster.ready();
    });
    // Whoever waits for it gets the error.
    mended.catch(() => {});
    const gone = new Set(workers.filter((worker) => isTaken(fault, node, worker)).map(({ pid }) => pid));
    return { fault, node, atMs, heldSeconds, gone, mended, fencedSeconds: null, replacedSeconds: null };
  }

  /** What is wrong with doing fragments again; null: it is right. */
  #hear(code: string, reason: string): string | null {
    const blow = this.#blow;
    // Splitter and merger go with the chief's engine.
    if (code === 'engine-unavailable' && blow?.fault.befalls === 'manager' && blow.fault.loses) return null;
    if (code !== 'machine-lost') return `fragments are tried again for ${code}: ${reason}`;
    if (blow === null) return `a machine is lost before anything has happened: ${reason}`;
    const { fault, node } = blow;
    const isItsOwn = this.#names.some(
      (name) => reason.includes(name) && isTaken(fault, node, { pid: '', node: name }),
    );
    if (isItsOwn) blow.fencedSeconds ??= secondsSince(blow.atMs);
    if (fault.loses) return null;
    return isItsOwn || fault.takes === 'none' ? `${fault.name}, and yet: ${reason}` : null;
  }

  #judge(end: ChiefEnd): void {
    const { exitCode, report, stderr } = end;
    if (exitCode === 0) return;
    const takesTheChief = this.#blow?.fault.takes === 'all';
    const code = report?.job.failure?.code;
    if (takesTheChief && (exitCode === null || code === 'engine-unavailable')) return;
    // It may have been refused before it had a job to report of.
    if (takesTheChief && exitCode === 4) return;
    throw new Error(`the chief ended with ${exitCode}: ${JSON.stringify(report?.job.failure)} ${stderr}`);
  }

  #tell(): void {
    const blow = this.#blow;
    if (blow === null) return;
    const { fault, node, heldSeconds, gone, fencedSeconds, replacedSeconds } = blow;
    if (heldSeconds * 1000 >= noticedMs) for (const pid of gone) this.#givenUp.add(pid);
    this.#settings.onFault({
      ...{ name: fault.name, node: node.name, heldSeconds, taken: gone.size, fencedSeconds, replacedSeconds },
    });
    this.#blow = null;
  }
}

function befallen({ befalls }: ClusterFault, { nodes, manager }: SwarmNodes): readonly SwarmNode[] {
  if (befalls === 'manager') return [manager];
  return befalls === 'any' ? nodes : nodes.filter((node) => node !== manager);
}

function isTaken({ takes }: ClusterFault, { name }: SwarmNode, worker: WorkerProcess): boolean {
  if (takes === 'those of the machine') return worker.node === name;
  if (takes === 'those of the others') return worker.node !== name;
  return takes === 'all';
}

function secondsSince(ms: number): number {
  return (performance.now() - ms) / 1000;
}
