import { Duplex } from 'node:stream';
import { AttendedClock } from '../../model/attended-clock.ts';
import type { Clock } from '../../model/clock.ts';
import type { CarriedBytes } from '../runtime.ts';
import { type ControlMessage, controlFrame, FrameCutter, frameHeader, frameKinds } from './gate-frames.ts';

/** Why a connection is of no use any more. */
export type LossCause = 'ended' | 'silent' | 'nonsense';

export interface CarriedHandlers {
  readonly log: (piece: Buffer) => void;
  readonly control: (message: ControlMessage) => void;
  /** The last call, exactly once, unless `destroy` came first. */
  readonly lost: (cause: LossCause) => void;
}

/** How often each side shows that it is there. */
const beatMs = 1000;
/**
 * Silence for so long, in a time in which this process was there to listen, and the other side is lost. With the look
 * that sees it, within six seconds of the last sign.
 */
const silenceMs = 5000;
const lookMs = 500;
/** A look that is so late means that this process was kept, and says nothing of the other side. */
const attendance = { usualMs: lookMs, lateMs: 3 * lookMs };
/** While so much waits to be sent, the bytes themselves are the sign of life. */
const mostWaitingBytes = 64 * 1024;

/**
 * The chief's end of a gate's connection: as a stream it is the bridge of the one harness behind the gate; log, control
 * messages and signs of life go beside it. Takes `socket` over. A reader that does not take the bridge's bytes keeps
 * the gate waiting, and then silence does not count.
 */
export class CarriedStreams extends Duplex {
  readonly #socket: Duplex;
  readonly #handlers: CarriedHandlers;
  readonly #cutter: FrameCutter;
  readonly #clock: AttendedClock;
  #heardMs: number;
  #beatenMs: number;
  #cancelLook: () => void;
  readonly #carried = { sent: 0, received: 0 };
  #over = false;

  constructor(socket: Duplex, clock: Clock, handlers: CarriedHandlers) {
    super();
    this.#socket = socket;
    this.#handlers = handlers;
    this.#clock = new AttendedClock(clock, attendance);
    this.#heardMs = this.#beatenMs = this.#clock.now();
    this.#cutter = new FrameCutter({
      bridge: (piece) => {
        this.#carried.received += piece.length;
        if (!this.push(piece)) socket.pause();
      },
      log: handlers.log,
      control: handlers.control,
    });
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => {});
    socket.on('end', () => this.#lose('ended'));
    socket.on('close', () => this.#lose('ended'));
    this.on('error', () => {});
    this.#cancelLook = this.#clock.after(lookMs, () => this.#look());
  }

  /** Bytes of the bridge, and raw ones, that went and came so far. */
  get carried(): CarriedBytes {
    return this.#carried;
  }

  /** Says something to the gate, behind what was written so far. */
  say(message: ControlMessage): void {
    if (!this.#over) this.#socket.write(controlFrame(message));
  }

  /** Writes the bytes that the message before announced. */
  sendRaw(bytes: Buffer): void {
    if (this.#over) return;
    this.#carried.sent += bytes.length;
    this.#socket.write(bytes);
  }

  override _read(): void {
    if (!this.#socket.isPaused()) return;
    this.#heardMs = this.#clock.now();
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send([chunk], done);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: () => void): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  /** The other side learns the end of the bridge from what was said on it. */
  override _final(done: () => void): void {
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#over = true;
    this.#cancelLook();
    this.#socket.destroy();
    done(error);
  }

  #send(chunks: readonly Buffer[], done: () => void): void {
    if (this.#over) {
      done();
      return;
    }
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    this.#carried.sent += bytes;
    this.#socket.cork();
    this.#socket.write(frameHeader(frameKinds.bridge, bytes));
    let hasRoom = true;
    for (const chunk of chunks) hasRoom = this.#socket.write(chunk);
    this.#socket.uncork();
    if (hasRoom) {
      done();
      return;
    }
    const goOn = () => {
      this.#socket.off('drain', goOn);
      this.#socket.off('close', goOn);
      done();
    };
    this.#socket.once('drain', goOn);
    this.#socket.once('close', goOn);
  }

  #receive(chunk: Buffer): void {
    if (this.#over) return;
    this.#heardMs = this.#clock.now();
    try {
      this.#cutter.push(chunk);
    } catch {
      this.#lose('nonsense');
    }
  }

  #look(): void {
    const nowMs = this.#clock.now();
    if (this.#socket.isPaused()) this.#heardMs = nowMs;
    if (nowMs - this.#heardMs >= silenceMs) {
      this.#lose('silent');
      return;
    }
    if (nowMs - this.#beatenMs >= beatMs && this.#socket.writableLength < mostWaitingBytes) {
      this.#beatenMs = nowMs;
      this.#socket.write(controlFrame(null));
    }
    this.#cancelLook = this.#clock.after(lookMs, () => this.#look());
  }

  #lose(cause: LossCause): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelLook();
    this.#socket.destroy();
    // What came before is still there to be read.
    this.push(null);
    this.#handlers.lost(cause);
  }
}
