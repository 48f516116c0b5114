import type { Clock } from '../../model/clock.ts';

/** What a running job does, at the same time: each has a clock of its own. */
export type RunningStage = 'split' | 'process' | 'merge' | 'finish';

export interface StageClock<Stage extends string = RunningStage> {
  readonly stage: Stage;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Null: it goes on. */
  readonly endedAtMs: number | null;
}

/** When each stage of a running job began, and when it ended. */
export class StageClocks {
  readonly #clock: Pick<Clock, 'wallTimeMs'>;
  readonly #stages = new Map<RunningStage, StageClock>();

  constructor(clock: Pick<Clock, 'wallTimeMs'>) {
    this.#clock = clock;
  }

  /** Once is enough; one that had ended goes on. */
  began(stage: RunningStage): void {
    const known = this.#stages.get(stage);
    if (known === undefined)
      this.#stages.set(stage, { stage, startedAtMs: this.#clock.wallTimeMs(), endedAtMs: null });
    else if (known.endedAtMs !== null) this.#stages.set(stage, { ...known, endedAtMs: null });
  }

  ended(stage: RunningStage): void {
    const known = this.#stages.get(stage);
    if (known === undefined || known.endedAtMs !== null) return;
    this.#stages.set(stage, { ...known, endedAtMs: this.#clock.wallTimeMs() });
  }

  /** Ends all that still go on. */
  stop(): void {
    for (const stage of this.#stages.keys()) this.ended(stage);
  }

  get all(): readonly StageClock[] {
    return [...this.#stages.values()];
  }
}
