/**
 * What gates and the chief say to each other (sandbox/gate/butcher_gate/frames.py is the other side): a header of eight
 * bytes, kind, three zero bytes and length in big endian, then so many bytes.
 */
export const frameKinds = { bridge: 1, log: 2, control: 3 } as const;

type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

/** Version of what follows the first control message, which says it. */
export const gateProtocol = 1;

const headerBytes = 8;
/** Most bytes of a control frame. */
const longestControl = 64 * 1024;

/** What comes of a stream of frames; pieces of bridge and log as they come, control messages once they are whole. */
export interface FrameHandlers {
  readonly bridge: (piece: Buffer) => void;
  readonly log: (piece: Buffer) => void;
  readonly control: (message: ControlMessage) => void;
}

export type ControlMessage = Readonly<Record<string, unknown>>;

/** The header of a frame with so many bytes. */
export function frameHeader(kind: FrameKind, bytes: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header[0] = kind;
  header.writeUInt32BE(bytes, 4);
  return header;
}

/** A control frame; null: a sign of life that says nothing. */
export function controlFrame(message: ControlMessage | null): Buffer {
  const content = message === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify(message));
  return Buffer.concat([frameHeader(frameKinds.control, content.length), content]);
}

/** Takes a gate's stream apart, however it was cut on the way. Holds a header or one control frame at most. */
export class FrameCutter {
  readonly #handlers: FrameHandlers;
  readonly #header = Buffer.alloc(headerBytes);
  #headerFill = 0;
  #kind = 0;
  #left = 0;
  #control: Buffer[] = [];

  constructor(handlers: FrameHandlers) {
    this.#handlers = handlers;
  }

  /** Throws an Error for what is no frame; then nothing more may be given to it. */
  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#left > 0) {
        const piece = chunk.subarray(at, at + this.#left);
        at += piece.length;
        this.#left -= piece.length;
        this.#take(piece);
        continue;
      }
      const copied = chunk.copy(this.#header, this.#headerFill, at);
      at += copied;
      this.#headerFill += copied;
      if (this.#headerFill < headerBytes) return;
      this.#headerFill = 0;
      this.#begin();
    }
  }

  #begin(): void {
    this.#kind = this.#header[0]!;
    this.#left = this.#header.readUInt32BE(4);
    const isKnown = this.#kind >= frameKinds.bridge && this.#kind <= frameKinds.control;
    if (!isKnown || this.#header.readUIntBE(1, 3) !== 0) throw new Error('a gate sent an unknown header');
    if (this.#kind === frameKinds.control && this.#left > longestControl)
      throw new Error(`a gate sent a control message of ${this.#left} bytes`);
  }

  #take(piece: Buffer): void {
    if (this.#kind === frameKinds.bridge) this.#handlers.bridge(piece);
    else if (this.#kind === frameKinds.log) this.#handlers.log(piece);
    else {
      this.#control.push(piece);
      if (this.#left > 0) return;
      const text = Buffer.concat(this.#control).toString();
      this.#control = [];
      this.#handlers.control(parsed(text));
    }
  }
}

function parsed(text: string): ControlMessage {
  const message: unknown = JSON.parse(text);
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    throw new Error('a gate sent a control message that is no object');
  return message as ControlMessage;
}
