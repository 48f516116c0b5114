import type { Clock } from '../../model/clock.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Readiness } from '../chief.ts';
import type { ChiefLog } from '../chief-log.ts';

/** What the engine said of itself; no name where it does not answer. */
export interface EngineAnswer {
  readonly engine: string | null;
  readonly readiness: Readiness;
}

/** For how long an engine's answer counts. */
const readyForMs = 3000;

export interface EngineAnswersParts {
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly runtime: () => Promise<Runtime>;
}

/** Asks the engine whether it can run jobs. */
export class EngineAnswers {
  #asked: { readonly atMs: number; readonly answer: Promise<EngineAnswer> } | null = null;
  readonly #parts: EngineAnswersParts;

  constructor(parts: EngineAnswersParts) {
    this.#parts = parts;
  }

  /** What it says, or said a moment ago. */
  lately(): Promise<EngineAnswer> {
    const nowMs = this.#parts.clock.now();
    if (this.#asked === null || nowMs - this.#asked.atMs > readyForMs)
      this.#asked = { atMs: nowMs, answer: this.now() };
    return this.#asked.answer;
  }

  /** What it says now. */
  async now(): Promise<EngineAnswer> {
    try {
      const { name, refusal } = await (await this.#parts.runtime()).describe();
      if (refusal === null) return { engine: name, readiness: { ready: true } };
      const reason = `${refusal.message} ${refusal.help}`;
      this.#parts.log.warn({ reason }, 'no job runs on the engine');
      return { engine: name, readiness: { ready: false, reason } };
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'the engine does not answer');
      return { engine: null, readiness: { ready: false, reason: 'The container engine does not answer.' } };
    }
  }
}
