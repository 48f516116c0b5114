import type { Account } from '../../store/accounts.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import type { Store } from '../../store/store.ts';
import { type Problem, problem } from '../problem.ts';
import type { SpaceWatch } from '../space/space-watch.ts';

/** What is asked of a chief's disk before something is taken, and when there is none left. */
export type AdmittingDisk = Pick<SpaceWatch, 'shortageOfUploads' | 'ballast'>;

const startingMessage = 'The chief is being started.';

/** Nothing new is taken since then, for that reason. */
export interface Draining {
  readonly sinceMs: number;
  readonly reason: string;
}

/**
 * Lets what accounts ask for be done where a chief takes it: not before it has started nor once it stops, nothing new
 * from a blocked account, no upload where the disk is short. A full disk is told as a problem, whatever met it.
 */
export class Admission {
  #state: 'new' | 'open' | 'stopping' = 'new';
  #draining: Draining | null = null;
  readonly #store: Pick<Store, 'accounts'>;
  readonly #disk: AdmittingDisk;

  constructor(store: Pick<Store, 'accounts'>, disk: AdmittingDisk) {
    this.#store = store;
    this.#disk = disk;
  }

  open(): void {
    this.#state = 'open';
  }

  close(): void {
    this.#state = 'stopping';
  }

  /** Takes nothing new until it is given null; what there is can be read and deleted. */
  set draining(draining: Draining | null) {
    this.#draining = draining;
  }

  get draining(): Draining | null {
    return this.#draining;
  }

  /** Why nothing is taken at all; null where it is. */
  get hindrance(): string | null {
    if (this.#state === 'open') return this.#draining && drainingMessage(this.#draining);
    return this.#state === 'new' ? startingMessage : 'The chief is being stopped.';
  }

  /** For what frees space, which has the ballast for what it has to record. */
  async freeing<Outcome>(work: () => Promise<Outcome>): Promise<Outcome | Problem> {
    return this.#changing(() => this.#disk.ballast.lend(work));
  }

  /** Refuses a blocked account, for the methods that bring something in. */
  async accepting<Outcome>(account: Account, work: () => Promise<Outcome>): Promise<Outcome | Problem> {
    const now = await this.#store.accounts.find(account.name);
    if (now?.blocked != null)
      return problem('account-blocked', `The account is blocked: ${now.blocked.reason}`);
    if (this.#state === 'open' && this.#draining !== null)
      return problem('draining', drainingMessage(this.#draining));
    return this.#changing(work);
  }

  /** For uploads, which there has to be room for. */
  async storing<Outcome>(account: Account, work: () => Promise<Outcome>): Promise<Outcome | Problem> {
    return this.accepting(account, async () => {
      const { shortageOfUploads: shortage } = this.#disk;
      return shortage === null ? work() : problem('disk-full', `Nothing is taken now: ${shortage}.`);
    });
  }

  async #changing<Outcome>(work: () => Promise<Outcome>): Promise<Outcome | Problem> {
    if (this.#state === 'new') return problem('not-ready', startingMessage);
    if (this.#state === 'stopping')
      return problem('stopping', 'The chief is being stopped and takes nothing new.');
    try {
      return await work();
    } catch (error) {
      if (isDiskFull(error)) return problem('disk-full', 'The disk of this chief is full.');
      throw error;
    }
  }
}

function drainingMessage({ reason }: Draining): string {
  return `The chief takes nothing new now: ${reason}.`;
}
