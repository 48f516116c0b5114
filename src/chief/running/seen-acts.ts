import type { Violation } from '../../jobs/containers/seen-violations.ts';
import type { Failure } from '../../model/failures.ts';
import type { Limits } from '../../model/limits.ts';
import { violationKinds } from '../../model/policy.ts';
import { type SeenAct, unjudged } from '../policy/incidents.ts';
import { type HostileAct, isOwnLimit } from '../policy/policy.ts';

export type Judge = (act: HostileAct) => 'note' | 'strike' | null;

/** What a running job's code has done that the policy has something to say about, each thing once. */
export class SeenActs {
  readonly #acts = new Map<string, SeenAct>();
  readonly #judge: Judge;

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  get all(): readonly SeenAct[] {
    return [...this.#acts.values()];
  }

  /** Stored with the job's end, so that a chief that dies before judging it does not forget. */
  get unjudged(): string | null {
    return unjudged(this.all);
  }

  /** True where the job is to be ended for it. */
  attempted({ role, kind, event, detail }: Violation): boolean {
    const violation = violationKinds.find((known) => known === kind);
    if (violation === undefined) return false;
    const act: HostileAct = { kind: 'violation', violation };
    this.#saw(act, `${role}: ${event} ${detail}`.trimEnd());
    return this.#judge(act) === 'strike';
  }

  /** `limits` are the job's, `most` the chief's own. */
  failed({ code, limit }: Pick<Failure, 'code' | 'limit'>, seen: string, limits: Limits, most: Limits): void {
    if (!isOwnLimit(code, limit, limits, most)) this.#saw({ kind: 'failure', code }, seen);
  }

  #saw(act: HostileAct, seen: string): void {
    const key = JSON.stringify(act);
    if (this.#judge(act) !== null && !this.#acts.has(key)) this.#acts.set(key, { act, seen });
  }
}
