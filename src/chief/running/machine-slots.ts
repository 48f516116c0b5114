import type { Clock } from '../../model/clock.ts';
import type { Limits } from '../../model/limits.ts';
import type { Capacity, Runtime, RuntimeNode } from '../../runtime/runtime.ts';
import type { ChiefLog } from '../chief-log.ts';

export interface MachineSlotsParts {
  /** What the operator has decided for one machine; null: there are many, and their room counts. */
  readonly own: number | null;
  /** What a worker takes. */
  readonly limits: () => Pick<Limits, 'cpus' | 'memory'>;
  readonly runtime: () => Promise<Runtime>;
  readonly clock: Clock;
  readonly log: ChiefLog;
  /** There are more or fewer than before. */
  readonly changed: () => void;
}

/** How often an engine is asked that has not answered yet. */
const askAgainMs = 5000;

/**
 * How many workers may run at once, over all jobs: on many machines as many as have room on those that are ready now.
 */
export class MachineSlots {
  readonly #parts: MachineSlotsParts;
  #capacity: Capacity | null = null;
  #endWatch = () => {};
  #cancelAsk = () => {};
  /** Looks so far: of several at once the last counts. */
  #asked = 0;
  /** The engine did not answer the last one, which is told once. */
  #isSilent = false;
  #stopped = false;

  constructor(parts: MachineSlotsParts) {
    this.#parts = parts;
  }

  get areMany(): boolean {
    return this.#parts.own === null;
  }

  get total(): number {
    return this.#parts.own ?? this.#capacity?.slots ?? 0;
  }

  /** Machines as they were last seen; none where there is one only, or while the engine has not told yet. */
  get nodes(): readonly RuntimeNode[] {
    return this.#capacity?.nodes ?? [];
  }

  /** Follows what machines there are from now on. Never rejects: an engine that does not answer is asked again. */
  async start(): Promise<void> {
    if (!this.areMany) return;
    try {
      const runtime = await this.#parts.runtime();
      if (this.#stopped) return;
      this.#endWatch = runtime.onCapacity(() => void this.look());
    } catch (error) {
      this.#parts.log.error({ err: error }, 'machines cannot be followed');
      return;
    }
    await this.look();
  }

  /** Takes over what has room now. What an engine said last counts while it does not answer. */
  async look(): Promise<void> {
    const { runtime, limits, log, changed, clock } = this.#parts;
    if (!this.areMany || this.#stopped) return;
    this.#cancelAsk();
    this.#asked += 1;
    const asked = this.#asked;
    const isOver = () => this.#stopped || asked !== this.#asked;
    try {
      const capacity = await (await runtime()).capacity(limits());
      if (isOver()) return;
      const before = this.#capacity;
      this.#capacity = capacity;
      this.#isSilent = false;
      if (before?.slots === capacity.slots) return;
      const ready = capacity.nodes.filter(({ state }) => state === 'ready').length;
      log.info({ slots: capacity.slots, machines: ready }, 'there is room for so many workers');
      changed();
    } catch (error) {
      if (isOver()) return;
      if (!this.#isSilent) log.warn({ err: error }, 'the engine does not tell of its machines');
      this.#isSilent = true;
      this.#cancelAsk = clock.after(askAgainMs, () => void this.look());
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#endWatch();
    this.#cancelAsk();
  }
}
