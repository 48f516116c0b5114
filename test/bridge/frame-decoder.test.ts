import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BridgeFault } from '../../src/bridge/bridge-fault.ts';
import { FrameDecoder } from '../../src/bridge/frame-decoder.ts';
import { harnessMessage } from '../../src/bridge/message-validator.ts';
import type { HarnessMessage } from '../../src/bridge/messages.ts';
import { maxLineBytes } from '../../src/bridge/messages.ts';
import { frameBytes } from '../helpers/frames.ts';

function decoder(most = 1_000_000): FrameDecoder<HarnessMessage> {
  return new FrameDecoder((line) => {
    const message = harnessMessage(line);
    const bytes = 'bytes' in message ? message.bytes : 0;
    if (bytes > most) throw new BridgeFault('protocol', 'too much');
    return { message, bytes };
  });
}

function decode(chunks: readonly Buffer[]): { message: HarnessMessage; payload: string }[] {
  const target = decoder();
  return chunks
    .flatMap((chunk) => [...target.push(chunk)])
    .map(({ message, payload }) => ({ message, payload: payload.toString('latin1') }));
}

const frame = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }).map((payloads) => {
  const sizes = Uint32Array.from(payloads, ({ length }) => length);
  const payload = Buffer.concat(payloads);
  const message: HarnessMessage = { type: 'fragments', first: 7, sizes, bytes: payload.length };
  return { message, payload };
});

/** Cuts bytes at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length));
}

describe('FrameDecoder', () => {
  it('gives back what was encoded, wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.array(fc.nat(5000), { maxLength: 30 }),
        (frames, places) => {
          const stream = Buffer.concat(frames.map(({ message, payload }) => frameBytes(message, payload)));
          assert.deepEqual(
            decode(cut(stream, places)),
            frames.map(({ message, payload }) => ({ message, payload: payload.toString('latin1') })),
          );
        },
      ),
    );
  });

  it('answers every mutated stream with frames or a BridgeFault, nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (frames, changes) => {
          const stream = Buffer.concat(frames.map(({ message, payload }) => frameBytes(message, payload)));
          for (const [place, value] of changes) stream[place % stream.length] = value;
          try {
            decode([stream]);
          } catch (error) {
            assert.ok(error instanceof BridgeFault, String(error));
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('refuses a line that is too long before it has all of it', () => {
    const target = decoder();
    const chunk = Buffer.alloc(256 * 1024, 0x20);
    let pushed = 0;
    assert.throws(() => {
      for (; pushed < 10 * maxLineBytes; pushed += chunk.length)
        for (const _ of target.push(chunk)) assert.fail();
    }, BridgeFault);
    assert.ok(pushed <= maxLineBytes);
  });

  it('refuses a payload before anything is allocated for it', () => {
    const line = frameBytes({ type: 'fragments', first: 1, sizes: [4294967295], bytes: 4294967295 });
    assert.throws(() => [...decoder().push(line)], /too much/);
  });

  for (const [what, line] of [
    ['no JSON', 'hello\n'],
    ['no object', '17\n'],
    ['an unknown type', '{"type":"toString"}\n'],
    ['a field too many', '{"type":"heartbeat","x":1}\n'],
    ['a field of another type', '{"type":"bye","count":"1"}\n'],
    ['a negative count', '{"type":"bye","count":-1}\n'],
    ['a prototype', '{"type":"bye","count":1,"__proto__":{}}\n'],
    ['an empty line', '\n'],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => [...decoder().push(Buffer.from(line))], BridgeFault);
    });
  }
});
