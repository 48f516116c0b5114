import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { memoryPair } from '../../../src/bridge/transports/memory-pair.ts';
import { CarriedStreams, type LossCause } from '../../../src/runtime/cluster/carried-streams.ts';
import { type ControlMessage, controlFrame, frameHeader } from '../../../src/runtime/cluster/gate-frames.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

/** A gate's end as a plain stream, and what the chief's end made of what came. */
function connect() {
  const [socket, gate] = memoryPair();
  const clock = new FakeClock();
  const seen = { control: [] as ControlMessage[], log: '', lost: [] as LossCause[] };
  const streams = new CarriedStreams(socket, clock, {
    control: (message) => seen.control.push(message),
    log: (piece) => {
      seen.log += piece.toString();
    },
    lost: (cause) => seen.lost.push(cause),
  });
  return { gate, streams, clock, seen };
}

/** Lets what was written arrive. */
const arrived = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

async function passTime(clock: FakeClock, seconds: number, meanwhile = () => {}): Promise<void> {
  for (let halves = 0; halves < 2 * seconds; halves += 1) {
    clock.advance(500);
    meanwhile();
    await arrived();
  }
}

function bridgeFrame(text: string): Buffer {
  return Buffer.concat([frameHeader(1, text.length), Buffer.from(text)]);
}

describe('CarriedStreams', () => {
  it('keeps bridge, log and control apart, however they are cut', async () => {
    const whole = Buffer.concat([
      bridgeFrame('hello '),
      frameHeader(2, 3),
      Buffer.from('log'),
      controlFrame({ peak: 7 }),
      bridgeFrame(''),
      bridgeFrame('world'),
    ]);
    for (const size of [1, 2, 3, 7, 8, 9, whole.length]) {
      const { gate, streams, seen } = connect();
      for (let at = 0; at < whole.length; at += size) gate.write(whole.subarray(at, at + size));
      gate.end();
      const bridge = (await streams.toArray()).map(String).join('');
      assert.equal(bridge, 'hello world');
      assert.equal(seen.log, 'log');
      assert.deepEqual(seen.control, [{ peak: 7 }]);
      assert.deepEqual(seen.lost, ['ended']);
      assert.deepEqual(streams.carried, { sent: 0, received: 'hello world'.length });
    }
  });

  it('counts what it carries there: the bridge and raw bytes, and neither beats nor messages', async () => {
    const { streams, clock } = connect();
    streams.say({ peak: 7 });
    streams.sendRaw(Buffer.alloc(1000));
    streams.write(Buffer.alloc(20));
    streams.write(Buffer.alloc(3));
    await passTime(clock, 3);
    assert.deepEqual(streams.carried, { sent: 1023, received: 0 });
  });

  it('gives a gate up that says what is no frame', async () => {
    const nonsense = [
      Buffer.from('HTTP/1.1 '),
      Buffer.from([4, 0, 0, 0, 0, 0, 0, 1, 0]),
      Buffer.from([1, 0, 9, 0, 0, 0, 0, 1, 0]),
      Buffer.from([3, 0, 0, 0, 255, 0, 0, 0, 0]),
      Buffer.from([3, 0, 0, 0, 0, 0, 0, 1, 0x22]),
      Buffer.from([3, 0, 0, 0, 0, 0, 0, 4, ...Buffer.from('null')]),
    ];
    for (const bytes of nonsense) {
      const { gate, seen } = connect();
      gate.write(bytes);
      await arrived();
      assert.deepEqual(seen.lost, ['nonsense'], bytes.toString('hex'));
    }
  });

  it('takes five seconds of silence for a loss, and beats itself each second', async () => {
    const { gate, clock, seen } = connect();
    const beats: Buffer[] = [];
    gate.on('data', (chunk: Buffer) => beats.push(chunk));
    await passTime(clock, 20, () => gate.write(controlFrame(null)));
    assert.deepEqual(seen.lost, []);
    assert.equal(Buffer.concat(beats).length / 8, 20);
    await passTime(clock, 4.5);
    assert.deepEqual(seen.lost, []);
    await passTime(clock, 1);
    assert.deepEqual(seen.lost, ['silent']);
  });

  it('blames no gate for a time in which this process was kept', async () => {
    const { clock, seen } = connect();
    await passTime(clock, 4);
    // One late look, as after a long turn of the event loop.
    const late = clock as unknown as { advance(ms: number): void };
    const now = clock.now.bind(clock);
    let missed = 0;
    clock.now = () => now() + missed;
    missed = 30_000;
    late.advance(500);
    await arrived();
    assert.deepEqual(seen.lost, []);
    await passTime(clock, 1);
    assert.deepEqual(seen.lost, ['silent']);
  });

  it('blames no gate that it does not read from', async () => {
    const { gate, streams, clock, seen } = connect();
    gate.write(bridgeFrame('x'.repeat(200_000)));
    await passTime(clock, 60);
    assert.deepEqual(seen.lost, []);
    (streams as Duplex).resume();
    await passTime(clock, 7);
    assert.deepEqual(seen.lost, ['silent'], 'it is looked at again once it is read from');
  });
});
