import { type AccountUsage, storedBytes } from '../../store/accounts.ts';
import type { Store } from '../../store/store.ts';
import type { Claim, ClaimRefusal } from '../content/claim.ts';
import { KeyedLock } from '../content/keyed-lock.ts';
import type { Writer } from './biggest-writer.ts';
import type { SpaceWatch } from './space-watch.ts';

/** What is asked of the disk before anything is counted on it. */
export type SharedDisk = Pick<SpaceWatch, 'isShort' | 'letIn'>;

export interface Holder {
  readonly account: string;
  /** `incoming`: an upload that is not stored yet. `running`: what a job has written since it was last stored. */
  readonly kind: 'incoming' | 'running';
  /** Most bytes that the account may have, stored and held, unless it has a quota of its own. */
  readonly quotaBytes: number;
}

/** Space that is in use and in nobody's row yet. */
export interface HeldSpace {
  /** In bytes. */
  readonly bytes: number;
  /** Refused where the account would have more than its quota, or the disk is short. */
  readonly claim: Claim;
  /** Says what is in use, whether it may be or not. */
  set(bytes: number): void;
  /** Whether something is written just now; else it only stays. True at first. */
  active: boolean;
  /** It is in use no more, or in a row by now. Twice is fine. */
  release(): Promise<void>;
}

/** What an account has, by kind, in bytes; what is in use but in no row yet included. */
export interface AccountSpaceUse extends AccountUsage {
  readonly incomingBytes: number;
  readonly runningBytes: number;
}

/**
 * Who holds how much of the disk beyond what the store knows, so that uploads of one account cannot together have more
 * than its quota, however many there are at once, nor any be begun beside jobs that have it. Gone with the process, as
 * what it counts is, but for unfinished uploads, which are counted again at the next start.
 */
export class AccountSpace {
  readonly #store: Pick<Store, 'accounts'>;
  readonly #disk: SharedDisk;
  readonly #held = new Map<string, Set<Held>>();
  readonly #lock = new KeyedLock();

  constructor(store: Pick<Store, 'accounts'>, disk: SharedDisk) {
    this.#store = store;
    this.#disk = disk;
  }

  /** Begins to count for an account; nothing is held yet. */
  hold(holder: Holder): HeldSpace {
    const held = new Held(
      holder,
      (totalBytes) => this.#claim(held, totalBytes),
      () => this.#release(held),
    );
    const all = this.#held.get(holder.account) ?? new Set();
    this.#held.set(holder.account, all.add(held));
    return held;
  }

  /**
   * Bytes that an account may still take, of `quotaBytes` or its own quota; negative where it has more than it may.
   */
  async left(account: string, quotaBytes: number): Promise<number> {
    return this.#left(account, quotaBytes, null);
  }

  /**
   * Bytes that an account may still store, as {@link left}: what its running jobs have written goes again, or is judged
   * when they end.
   */
  async leftToStore(account: string, quotaBytes: number): Promise<number> {
    return this.#left(account, quotaBytes, 'incoming');
  }

  async use(account: string): Promise<AccountSpaceUse> {
    const usage = await this.#store.accounts.usage(account);
    return {
      ...usage,
      incomingBytes: this.#heldBytes(account, 'incoming'),
      runningBytes: this.#heldBytes(account, 'running'),
    };
  }

  /** All that is held, of all accounts. */
  heldBytes(kind: Holder['kind']): number {
    return [...this.#held.keys()].reduce((sum, account) => sum + this.#heldBytes(account, kind), 0);
  }

  /** What comes in just now, by account. */
  incoming(): readonly Writer[] {
    return [...this.#held.keys()].map((account) => ({
      id: null,
      account,
      bytes: this.#heldBytes(account, 'incoming', ({ active }) => active),
    }));
  }

  /** One at a time for an account: what was stored when it was asked is what is stored when it is decided. */
  #claim(held: Held, totalBytes: number): Promise<ClaimRefusal | null> {
    const { account, kind, quotaBytes } = held.holder;
    return this.#lock.hold(account, async () => {
      const stored = storedBytes(await this.#store.accounts.usage(account));
      const others = this.#heldBytes(account) - held.bytes;
      const mostBytes = await this.#quotaOf(account, quotaBytes);
      if (stored + others + totalBytes > mostBytes) return 'over-quota';
      const isRoom =
        kind === 'incoming' ? this.#disk.letIn(Math.max(0, totalBytes - held.bytes)) : !this.#disk.isShort;
      if (!isRoom) return 'disk-full';
      held.set(totalBytes);
      return null;
    });
  }

  #left(account: string, quotaBytes: number, kind: Holder['kind'] | null): Promise<number> {
    return this.#lock.hold(account, async () => {
      const stored = storedBytes(await this.#store.accounts.usage(account));
      return (await this.#quotaOf(account, quotaBytes)) - stored - this.#heldBytes(account, kind);
    });
  }

  async #quotaOf(account: string, quotaBytes: number): Promise<number> {
    return (await this.#store.accounts.find(account))?.settings.quotaBytes ?? quotaBytes;
  }

  /**
   * After whoever asks just now: bytes that have gone into a row are counted twice for a moment, and never not at
   * all.
   */
  #release(held: Held): Promise<void> {
    const { account } = held.holder;
    return this.#lock.hold(account, async () => {
      const all = this.#held.get(account);
      all?.delete(held);
      if (all?.size === 0) this.#held.delete(account);
    });
  }

  #heldBytes(
    account: string,
    kind: Holder['kind'] | null = null,
    counts: (held: Held) => boolean = () => true,
  ): number {
    let bytes = 0;
    for (const held of this.#held.get(account) ?? [])
      if ((kind === null || held.holder.kind === kind) && counts(held)) bytes += held.bytes;
    return bytes;
  }
}

class Held implements HeldSpace {
  active = true;
  #bytes = 0;

  constructor(
    readonly holder: Holder,
    readonly claim: Claim,
    readonly release: () => Promise<void>,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  set(bytes: number): void {
    this.#bytes = bytes;
  }
}
