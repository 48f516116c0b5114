import { Duplex } from 'node:stream';

/**
 * Two joined in-memory streams: what is written to one is read from the other, with the backpressure of a socket
 * (a write completes when the other side has room). Ending one side ends the other's reading; destroying one
 * side ends the other as a lost connection would.
 */
export function memoryPair(): [Duplex, Duplex] {
  const left = new PairEnd();
  const right = new PairEnd();
  left.join(right);
  right.join(left);
  return [left, right];
}

class PairEnd extends Duplex {
  #peer: PairEnd | null = null;
  #writerWaiting: (() => void) | null = null;

  join(peer: PairEnd): void {
    this.#peer = peer;
  }

  override _read(): void {
    this.#peer?.releaseWriter();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const peer = this.#peer;
    if (peer === null || peer.destroyed) {
      done(Object.assign(new Error('the other side is gone'), { code: 'EPIPE' }));
    } else if (peer.push(chunk)) {
      done();
    } else {
      this.#writerWaiting = done;
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#peer?.destroyed === false) this.#peer.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const peer = this.#peer;
    this.#peer = null;
    this.releaseWriter();
    if (peer !== null && !peer.destroyed) {
      if (!peer.readableEnded) peer.push(null);
      peer.releaseWriter();
    }
    done(error);
  }

  releaseWriter(): void {
    const release = this.#writerWaiting;
    this.#writerWaiting = null;
    release?.();
  }
}
