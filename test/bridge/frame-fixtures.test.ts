import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { BridgeFault } from '../../src/bridge/bridge-fault.ts';
import { FrameDecoder } from '../../src/bridge/frame-decoder.ts';
import { maxLineBytes } from '../../src/bridge/messages.ts';

interface Fixtures {
  readonly maxLineBytes: number;
  readonly maxPayloadBytes: number;
  readonly streams: readonly {
    readonly name: string;
    readonly frames: readonly { readonly message: unknown; readonly payloadHex: string }[];
    readonly error: string | null;
  }[];
}

const folder = new URL('../fixtures/frames/', import.meta.url);
const fixtures = JSON.parse(readFileSync(new URL('frames.json', folder), 'utf8')) as Fixtures;

function admit(line: unknown): { message: unknown; bytes: number } {
  if (typeof line !== 'object' || line === null || Array.isArray(line))
    throw new BridgeFault('protocol', 'no object');
  const bytes = 'bytes' in line ? line.bytes : 0;
  if (!Number.isInteger(bytes) || (bytes as number) < 0) throw new BridgeFault('protocol', 'bad byte count');
  if ((bytes as number) > fixtures.maxPayloadBytes) throw new BridgeFault('protocol', 'payload too large');
  return { message: line, bytes: bytes as number };
}

/** Feeds a stream in pieces of `piece` bytes. */
function decode(stream: Buffer, piece: number): { frames: unknown[]; outcome: 'fault' | 'truncated' | null } {
  const decoder = new FrameDecoder(admit);
  const frames: unknown[] = [];
  try {
    for (let at = 0; at < stream.length; at += piece) {
      for (const { message, payload } of decoder.push(stream.subarray(at, at + piece))) {
        frames.push({ message, payloadHex: payload.toString('hex') });
      }
    }
  } catch (error) {
    assert.ok(error instanceof BridgeFault, String(error));
    return { frames, outcome: 'fault' };
  }
  return { frames, outcome: decoder.idle ? null : 'truncated' };
}

describe('FrameDecoder on the frames that the harness reads too', () => {
  it('has the same bound on lines', () => {
    assert.equal(fixtures.maxLineBytes, maxLineBytes);
    assert.ok(fixtures.streams.length > 20);
  });

  for (const { name, frames, error } of fixtures.streams) {
    const due = error === null || error === 'truncated' ? error : 'fault';
    it(`${name}: ${frames.length} frames, ${error ?? 'clean end'}`, () => {
      const stream = readFileSync(new URL(`${name}.bin`, folder));
      for (const piece of stream.length < 10_000 ? [1, 7, stream.length + 1] : [4099, stream.length]) {
        const decoded = decode(stream, piece);
        assert.equal(decoded.outcome, due, `in pieces of ${piece}`);
        assert.deepEqual(decoded.frames, frames);
      }
    });
  }
});
