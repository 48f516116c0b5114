import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { BridgeFault } from '../../src/bridge/bridge-fault.ts';
import { FrameDecoder } from '../../src/bridge/frame-decoder.ts';
import { harnessMessage } from '../../src/bridge/message-validator.ts';
import { type LoadMessage, protocolVersion } from '../../src/bridge/messages.ts';
import { Session, type SessionEnd } from '../../src/bridge/session.ts';
import { encodeSizes, maxBatch } from '../../src/bridge/sizes.ts';
import { fuzzFrames } from './fuzz-frames.ts';

const failed = {
  ...{ type: 'failed', stage: 'process', fragment: 1, code: 'user-error', message: 'm' },
  ...{ help: null, limit: null, observed: null, file: null, line: null, traceback: null },
};

const sizes = (count: number) => encodeSizes(Uint32Array.from({ length: count }, (_, size) => size));

describe('hostile frames', () => {
  it('end sessions or are heard, mutated 30,000 times, and nothing else', async () => {
    const { frames, ends } = await fuzzFrames(30_000, 20_250_105);
    assert.ok(frames >= 30_000);
    assert.ok(ends.bye > 300 && ends.fault > 1000 && ends.open + ends.cut > 20, JSON.stringify(ends));
  });

  it('are refused where a text or a list is longer than any honest one', () => {
    const tooLong: readonly (readonly [fine: object, beyond: object])[] = [
      [
        { type: 'log', text: 'x'.repeat(16_384) },
        { type: 'log', text: 'x'.repeat(16_385) },
      ],
      [
        { ...failed, traceback: 'x'.repeat(65_536) },
        { ...failed, traceback: 'x'.repeat(65_537) },
      ],
      [
        { type: 'results', first: 1, sizes: sizes(maxBatch), bytes: 0, seconds: 0 },
        { type: 'results', first: 1, sizes: sizes(maxBatch + 1), bytes: 0, seconds: 0 },
      ],
    ];
    for (const [fine, beyond] of tooLong) {
      harnessMessage(fine);
      assert.throws(() => harnessMessage(beyond), BridgeFault);
    }
  });

  it('are refused where results do not say of each what it was made of', () => {
    const results = { type: 'results', first: 1, bytes: 0, seconds: 0 };
    harnessMessage({ ...results, sizes: sizes(3), crcs: '4294967295*3' });
    for (const crcs of [sizes(2), sizes(4), '1', '', 7])
      assert.throws(() => harnessMessage({ ...results, sizes: sizes(3), crcs }), BridgeFault);
  });

  it('end the container at once, and nothing after them is heard', () => {
    const stream = new PassThrough();
    const ends: SessionEnd[] = [];
    const heard: string[] = [];
    new Session(
      {
        ...{ role: 'worker', stream, token: 't', segment: null },
        limits: { fragmentBytes: 1, resultBytes: 1, fragments: 1, totalBytes: 1 },
        handlers: { ready: () => heard.push('ready'), ended: (end) => ends.push(end) },
      },
      { type: 'load' } as LoadMessage,
    );
    const hello = { type: 'hello', protocol: protocolVersion, role: 'worker', token: 't', python: '3.13' };
    const say = (message: object) => stream.emit('data', Buffer.from(`${JSON.stringify(message)}\n`));
    say(hello);
    say({ type: 'bye', count: 0 });
    assert.equal(ends[0]?.kind, 'fault');
    assert.ok(stream.destroyed);
    say({ type: 'ready', entry: 'f' });
    say({ type: 'nonsense' });
    assert.deepEqual([heard, ends.length], [[], 1]);
  });

  it('are judged before memory is set aside for what they announce', () => {
    let admitted = 0;
    const decoder = new FrameDecoder(() => {
      admitted += 1;
      throw new BridgeFault('protocol', 'too much');
    });
    const before = process.memoryUsage().arrayBuffers;
    const line = Buffer.from('{"type":"results","bytes":4000000000}\n');
    assert.throws(() => [...decoder.push(line)], BridgeFault);
    assert.equal(admitted, 1);
    assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
  });
});
