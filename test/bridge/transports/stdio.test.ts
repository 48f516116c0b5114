import assert from 'node:assert/strict';
import { once } from 'node:events';
import fc from 'fast-check';
import { attachedStdio, firstBytes } from '../../../src/bridge/transports/attached-stdio.ts';
import { memoryPair } from '../../../src/bridge/transports/memory-pair.ts';
import { StdioDemultiplexer } from '../../../src/bridge/transports/stdio-demultiplexer.ts';

describe('StdioDemultiplexer', () => {
  it('takes any mixture of streams apart, however it is cut into pieces', async () => {
    const frame = fc.record({ stream: fc.constantFrom(1, 2), bytes: fc.uint8Array({ maxLength: 40 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(frame, { maxLength: 20 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 30 })),
        async (frames, cuts) => {
          const wire = Buffer.concat(frames.map(({ stream, bytes }) => framed(stream, bytes)));
          const errors: Buffer[] = [];
          const demultiplexer = new StdioDemultiplexer((chunk) => errors.push(chunk));
          const output = demultiplexer.toArray();
          for (let at = 0; at < wire.length; ) {
            const end = at + (cuts.next().value as number);
            demultiplexer.write(wire.subarray(at, end));
            at = end;
          }
          demultiplexer.end();
          assert.deepEqual(Buffer.concat(await output), joined(frames, 1));
          assert.deepEqual(Buffer.concat(errors), joined(frames, 2));
        },
      ),
    );
  });

  for (const [what, wire, message] of [
    ['a stream number that is none', framed(3, Buffer.from('x')), /unknown stream header: 03/],
    ['a header that is none', Buffer.from('plain text output'), /unknown stream header: 706c/],
    ['an end within a frame', framed(1, Buffer.from('abc')).subarray(0, 10), /middle of a frame/],
    ['an end within a header', framed(1, Buffer.from('abc')).subarray(0, 5), /middle of a frame/],
  ] as const) {
    it(`fails on ${what}`, async () => {
      const demultiplexer = new StdioDemultiplexer(() => {});
      const output = demultiplexer.toArray();
      demultiplexer.end(wire);
      await assert.rejects(output, message);
    });
  }
});

describe('attachedStdio', () => {
  it('holds the engine back while nobody reads, and holds nothing itself', async () => {
    const [engine, attached] = memoryPair();
    const stream = attachedStdio(attached, () => {});
    const chunk = framed(1, Buffer.alloc(64 * 1024, 'x'));
    let taken = 0;
    for (let count = 0; count < 50; count += 1) engine.write(chunk, () => (taken += 1));
    await firstBytes(stream);
    for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
    assert(taken < 10, `${taken} chunks were taken that nobody read`);
    let bytes = 0;
    stream.on('data', (part: Buffer) => {
      bytes += part.length;
    });
    engine.end();
    await once(stream, 'end');
    assert.equal(bytes, 50 * 64 * 1024);
  });

  it('writes as it is told and gives errors of the output to the log', async () => {
    const [engine, attached] = memoryPair();
    const log: string[] = [];
    const stream = attachedStdio(attached, (chunk) => log.push(String(chunk)));
    engine.write(framed(2, Buffer.from('a warning')));
    engine.write(framed(1, Buffer.from('answer')));
    await firstBytes(stream);
    assert.deepEqual(log, ['a warning']);
    assert.equal(String(stream.read()), 'answer');
    stream.end('question');
    assert.equal(Buffer.concat(await engine.toArray()).toString(), 'question');
  });

  it('ends when the engine hangs up, and closes when its output makes no sense', async () => {
    const [engine, attached] = memoryPair();
    const stream = attachedStdio(attached, () => {});
    stream.resume();
    engine.destroy();
    await once(stream, 'end');

    const [madEngine, madAttached] = memoryPair();
    const madStream = attachedStdio(madAttached, () => {});
    madEngine.write('this is not a frame');
    await new Promise((resolve) => madStream.once('close', resolve));
    assert(madAttached.destroyed);
  });
});

function framed(stream: number, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

function joined(frames: readonly { stream: number; bytes: Uint8Array }[], stream: number): Buffer {
  return Buffer.concat(frames.filter((frame) => frame.stream === stream).map((frame) => frame.bytes));
}
