import type { Clock } from '../../model/clock.ts';
import type { Policy } from '../../model/policy.ts';
import type { Store } from '../../store/store.ts';
import type { ChiefLog } from '../chief-log.ts';
import { type HostileAct, judgeAct } from './policy.ts';
import { type NewIncident, recordIncident } from './record-incident.ts';

/** Something that a job's code did and the policy has a word about. */
export interface SeenAct {
  readonly act: HostileAct;
  readonly seen: string;
}

/** The job that did it. */
interface Doer {
  readonly id: string;
  readonly account: string;
  /** Digest of its package. */
  readonly package: string;
}

export interface IncidentsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly policy: Policy;
  /** Takes a package from an account, with all that the account made from it. */
  readonly purge: Parameters<typeof recordIncident>[0]['purge'];
  readonly onStrike: () => void;
}

/** Does what the policy says about hostile acts: of uploads at once, of jobs when they have ended. */
export class Incidents {
  readonly #parts: IncidentsParts;

  constructor(parts: IncidentsParts) {
    this.#parts = parts;
  }

  async record(incident: NewIncident): Promise<void> {
    const { store, policy, purge, clock, log, onStrike } = this.#parts;
    const outcome = await recordIncident({ store, policy, purge }, incident, clock.wallTimeMs());
    if (outcome === null) return;
    const { account, job, act } = incident;
    log.warn({ account, job, act, ...outcome }, 'a hostile act');
    if (outcome.counted) onStrike();
  }

  /**
   * Judges what a job did. The store keeps it until this has resolved. At most one strike comes of one job: the first
   * removes its package.
   */
  async judge(job: Doer, acts: readonly SeenAct[]): Promise<void> {
    const { policy, store } = this.#parts;
    const isStrike = ({ act }: SeenAct) => judgeAct(policy, act) === 'strike';
    const notes = acts.filter((seen) => !isStrike(seen));
    const strike = acts.find(isStrike);
    for (const { act, seen } of strike === undefined ? notes : [...notes, strike])
      await this.record({ account: job.account, act, seen, job: job.id, package: job.package });
    await store.jobs.change(job.id, { unjudged: null });
  }

  /** Judges what jobs did whose chief died before it could. What cannot be judged now stays for the next start. */
  async judgeLeft(): Promise<void> {
    const { store, log } = this.#parts;
    for (const job of await store.jobs.unjudged()) {
      try {
        await this.judge(job, JSON.parse(job.unjudged!) as readonly SeenAct[]);
      } catch (error) {
        log.error({ job: job.id, err: error }, 'what a job did could not be judged');
      }
    }
  }
}

/** What is stored of acts until they are judged; null where there are none. */
export function unjudged(acts: readonly SeenAct[]): string | null {
  return acts.length === 0 ? null : JSON.stringify(acts);
}
