import { BridgeFault } from './bridge-fault.ts';

/** Blocks of a segment that is used again, and the bytes of each: together the default window. */
export const scratchBlocks = 16;
export const blockBytes = 16 * 1024 * 1024;

/** How a container may use its segment. */
export interface SegmentGeometry {
  readonly name: string;
  /** The segment is cut into blocks of so many bytes; nothing that is written lies across two. */
  readonly blockBytes: number;
  /** Blocks that are used again when all in them is released; null: the segment only grows. */
  readonly blocks: number | null;
  /** Whether it gives a checksum of what it writes. */
  readonly checksums: boolean;
}

/**
 * Accounts for one container's segment: what the container says it has written, and which blocks it may write again.
 * Throws BridgeFault for a range that it may not have written, so no two live ranges overlap.
 */
export class SegmentLedger {
  /** Bytes in use by block; the block being filled is in use even when empty. */
  readonly #held: number[] = [];
  #current = -1;
  #end = 0;
  #recycled: number[] = [];

  constructor(readonly geometry: SegmentGeometry) {}

  /**
   * The most bytes that the segment's file may have by what the container has said; whole blocks where they are used
   * again.
   */
  get size(): number {
    return this.geometry.blocks === null ? this.#end : this.#held.length * this.geometry.blockBytes;
  }

  /** Takes note of a written range, or throws. */
  admit(offset: number, length: number): void {
    const { blockBytes, blocks } = this.geometry;
    if (blocks === null) {
      this.#expect(offset === this.#end, offset);
      this.#end += length;
      return;
    }
    const block = Math.floor(offset / blockBytes);
    this.#expect(block < blocks && (offset % blockBytes) + length <= blockBytes, offset);
    if (block === this.#current) this.#expect(offset >= this.#end, offset);
    else {
      this.#expect((this.#held[block] ?? 0) === 0 && !this.#recycled.includes(block), offset);
      const left = this.#current;
      this.#current = block;
      if (left !== -1 && this.#held[left] === 0) this.#recycled.push(left);
    }
    while (this.#held.length <= block) this.#held.push(0);
    this.#held[block]! += length;
    this.#end = offset + length;
  }

  /** Nobody needs these bytes any more. */
  release(offset: number, length: number): void {
    if (this.geometry.blocks === null || length === 0) return;
    const block = Math.floor(offset / this.geometry.blockBytes);
    this.#held[block]! -= length;
    if (this.#held[block] === 0 && block !== this.#current) this.#recycled.push(block);
  }

  /** Blocks that came free since the last call; the container is to be told. */
  takeRecycled(): readonly number[] {
    if (this.#recycled.length === 0) return this.#recycled;
    const recycled = this.#recycled;
    this.#recycled = [];
    return recycled;
  }

  #expect(due: boolean, offset: number): void {
    if (!due)
      throw new BridgeFault(
        'protocol',
        `segment ${this.geometry.name} cannot have been written at ${offset}`,
      );
  }
}
