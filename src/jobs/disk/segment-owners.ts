import { isInSegment, type Payload } from '../../bridge/payload.ts';
import type { SegmentLedger } from '../../bridge/segment-ledger.ts';
import type { Session } from '../../bridge/session.ts';

interface Owner {
  readonly ledger: SegmentLedger;
  readonly session: Session;
}

/** Knows which container writes which segment, and tells it what of it may be written again. */
export class SegmentOwners {
  readonly #owners = new Map<string, Owner>();
  readonly #released = new Set<Owner>();

  add(ledger: SegmentLedger, session: Session): void {
    this.#owners.set(ledger.geometry.name, { ledger, session });
  }

  /** The container is gone; what it wrote stays readable. */
  remove(ledger: SegmentLedger): void {
    const owner = this.#owners.get(ledger.geometry.name);
    if (owner === undefined) return;
    this.#owners.delete(ledger.geometry.name);
    this.#released.delete(owner);
  }

  /** Nobody needs this payload any more. */
  release(payload: Payload): void {
    if (!isInSegment(payload)) return;
    const owner = this.#owners.get(payload.segment);
    if (owner === undefined) return;
    owner.ledger.release(payload.offset, payload.length);
    this.#released.add(owner);
  }

  /** Passes on what came free. */
  flush(): void {
    for (const { session } of this.#released) session.recycle();
    this.#released.clear();
  }
}
