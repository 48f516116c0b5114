import { type Batch, batchEnd, isLoaded } from '../../bridge/batch.ts';
import { isInSegment, type SegmentRange } from '../../bridge/payload.ts';
import { type Failure, failure } from '../../model/failures.ts';
import { diskFailure } from '../disk/disk-failure.ts';

const stages = { fragments: 'process', results: 'merge' } as const;
const writers = { fragments: 'the splitter', results: 'a worker' } as const;

export interface BatchSenderParts {
  /** What the batches hold, and at which stage they are sent. */
  readonly content: 'fragments' | 'results';
  readonly send: (batch: Batch) => void;
  /** As `SegmentFiles.read`. Null: the container reads segments itself. */
  readonly read: ((range: SegmentRange) => Promise<Buffer>) | null;
  /** Whoever wrote the bytes has cut them off since, or they cannot be read. */
  readonly fail: (cause: Failure) => void;
  /** Aborted: nothing is read or sent any more. */
  readonly signal: AbortSignal;
}

/**
 * Sends batches to one container, in the order in which it gets them, and alone decides where their bytes are: a
 * container that shares files with the chief is told the place of those in a segment; for any other they are read when
 * they are sent, and go inline.
 */
export class BatchSender {
  readonly #parts: BatchSenderParts;
  /** The last of those that wait to be read, or for one before them. */
  #last: Promise<void> | null = null;

  constructor(parts: BatchSenderParts) {
    this.#parts = parts;
  }

  send(batch: Batch): void {
    const { read, send } = this.#parts;
    if (read === null || (this.#last === null && isLoaded(batch))) {
      send(batch);
      return;
    }
    const turn = this.#inTurn(this.#last, batch, read).finally(() => {
      if (this.#last === turn) this.#last = null;
    });
    this.#last = turn;
  }

  /** Never rejects. */
  async #inTurn(
    before: Promise<void> | null,
    batch: Batch,
    read: (range: SegmentRange) => Promise<Buffer>,
  ): Promise<void> {
    const { send, fail, signal, content } = this.#parts;
    await before;
    if (signal.aborted) return;
    const { payload } = batch;
    try {
      const bytes = isInSegment(payload) ? await read(payload) : payload;
      if (signal.aborted) return;
      if (bytes.length < payload.length) fail(cutOff(content, batch));
      else send({ first: batch.first, sizes: batch.sizes, payload: bytes });
    } catch (error) {
      fail(diskFailure(error, stages[content], `${content} could not be read to be sent`, batch.first));
    }
  }
}

function cutOff(content: BatchSenderParts['content'], batch: Batch): Failure {
  const last = batchEnd(batch) - 1;
  const which = last === batch.first ? `${batch.first}` : `${batch.first} to ${last}`;
  const message = `${writers[content]} spoilt the segment where it had written ${content} ${which}`;
  return failure('protocol', stages[content], message, { fragment: batch.first });
}
