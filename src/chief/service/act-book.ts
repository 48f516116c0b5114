import type { Clock } from '../../model/clock.ts';
import type { AuditAction } from '../../store/audit.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import type { Store } from '../../store/store.ts';
import { actOf, type Caller, logged } from '../caller.ts';
import type { ChiefLog } from '../chief-log.ts';

export interface Deed {
  readonly action: AuditAction;
  /** Whose thing it was done to. */
  readonly owner: string;
  /** Id or digest of the thing. */
  readonly subject: string;
  /** Why, or what came of it; left out: nothing is to be said. */
  readonly detail?: string;
}

/**
 * Where it is kept what accounts did: all of it in the log, and in the audit trail what was done to another's things.
 */
export class ActBook {
  readonly #store: Pick<Store, 'audit'>;
  readonly #clock: Clock;
  readonly #log: ChiefLog;

  constructor(store: Pick<Store, 'audit'>, clock: Clock, log: ChiefLog) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  /** Only in the log. */
  tell(caller: Caller, message: string, fields: object): void {
    this.#log.info({ ...fields, ...logged(caller) }, message);
  }

  /** After it was done: on a full disk what frees space comes before what records it. */
  async did(caller: Caller, message: string, deed: Deed): Promise<void> {
    const { owner, subject, action, detail = '' } = deed;
    this.tell(caller, message, { account: owner, subject, ...(detail !== '' && { detail }) });
    if (owner === caller.name) return;
    const act = actOf(caller, this.#clock.wallTimeMs());
    try {
      await this.#store.audit.add({ ...act, account: owner, action, subject, detail });
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      const lost = { ...deed, ...logged(caller) };
      this.#log.error(
        lost,
        'an act is in this line alone: the disk is full, and the audit trail cannot take it',
      );
    }
  }
}
