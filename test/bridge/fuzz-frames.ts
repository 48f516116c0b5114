import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import type { Batch } from '../../src/bridge/batch.ts';
import { type LoadMessage, protocolVersion, type Role } from '../../src/bridge/messages.ts';
import { isInSegment } from '../../src/bridge/payload.ts';
import { SegmentLedger } from '../../src/bridge/segment-ledger.ts';
import { Session, type SessionEnd } from '../../src/bridge/session.ts';
import { frameBytes as frame } from '../helpers/frames.ts';

export interface FuzzedFrames {
  readonly frames: number;
  /** Conversations by how they ended; `open` ones were still waiting for more. */
  readonly ends: Readonly<Record<'bye' | 'cut' | 'fault' | 'open', number>>;
}

type Pick = (below: number) => number;

const limits = { fragmentBytes: 1000, resultBytes: 2000, fragments: 40, totalBytes: 20_000 };
const token = 'token';
const load = { type: 'load' } as LoadMessage;

const evilNumbers = [
  '-1',
  '0',
  '1.5',
  '1e999',
  '4294967296',
  '9007199254740993',
  'NaN',
  '"1"',
  'null',
  '[]',
  '1e-7',
  '00',
];
const evilTexts = [
  '__proto__',
  'constructor',
  'toString',
  '\\u0000',
  '\\ud800',
  'own',
  '../own',
  'x'.repeat(5000),
  '',
];

const types = [
  'hello',
  'ready',
  'fragments',
  'exhausted',
  'results',
  'merged',
  'finished',
  'failed',
  'log',
  'bye',
  'load',
];

/**
 * Plays harnesses that say about `count` frames in all, mutated in a way that follows from the seed, and lets the
 * chief's side answer as it would. Throws where a session does anything but go on or end: an exception, a second end,
 * something heard after the end, or a batch that is not what the protocol lets through.
 */
export async function fuzzFrames(count: number, seed: number): Promise<FuzzedFrames> {
  const pick = randomBelow(seed);
  const ends = { bye: 0, cut: 0, fault: 0, open: 0 };
  let frames = 0;
  while (frames < count) {
    const role = (['splitter', 'worker', 'merger'] as const)[pick(3)]!;
    const said = mutated(conversation(role, pick), pick);
    frames += said.length;
    ends[play(role, Buffer.concat(said), pick)] += 1;
    // What is written is taken only now.
    await new Promise((resolve) => process.nextTick(resolve));
  }
  return { frames, ends };
}

/** Frames that are all due, one after the other, when the chief answers each at once. */
function conversation(role: Role, pick: Pick): Buffer[] {
  const frames = [
    frame({ type: 'hello', protocol: protocolVersion, role, token, python: '3.13' }),
    frame({ type: 'ready', entry: 'f' }),
  ];
  let next = 1;
  const rounds = 1 + pick(6);
  for (let round = 0; round < rounds; round += 1) {
    if (pick(5) === 0) frames.push(frame({ type: 'heartbeat' }));
    if (pick(8) === 0) frames.push(frame({ type: 'log', text: 'a line' }));
    if (pick(12) === 0) frames.push(frame({ type: 'violation', kind: 'network', event: 'e', detail: 'd' }));
    const sizes = Array.from({ length: 1 + pick(4) }, () => pick(300));
    if (role === 'merger') frames.push(frame({ type: 'merged', first: next, count: sizes.length }));
    else frames.push(batch(role === 'splitter' ? 'fragments' : 'results', next, sizes, pick));
    next += sizes.length;
  }
  if (role === 'splitter') frames.push(frame({ type: 'exhausted', count: next - 1 }));
  if (role === 'merger') frames.push(frame({ type: 'finished' }));
  frames.push(frame({ type: 'bye', count: next - 1 }));
  return frames;
}

function batch(type: 'fragments' | 'results', first: number, sizes: number[], pick: Pick): Buffer {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const seconds = type === 'results' ? { seconds: 0.5 } : {};
  if (pick(4) === 0) {
    const segment = { name: 'own', offset: 0, crc: 7 };
    return frame({ type, first, sizes, bytes: 0, segment, ...seconds });
  }
  return frame({ type, first, sizes, bytes: total, ...seconds }, Buffer.alloc(total, '{"'));
}

function mutated(frames: Buffer[], pick: Pick): Buffer[] {
  const said = [...frames];
  const wounds = pick(4);
  for (let wound = 0; wound < wounds; wound += 1) {
    const at = pick(said.length);
    const bytes = said[at]!;
    switch (pick(11)) {
      case 0:
        said.splice(at, 1);
        if (said.length === 0) return [Buffer.from('\n')];
        break;
      case 1:
        said.splice(at, 0, bytes);
        break;
      case 2:
        said.splice(pick(said.length), 0, ...said.splice(at, 1));
        break;
      case 3:
        said[at] = flipped(bytes, pick);
        break;
      case 4:
        said[at] = bytes.subarray(0, pick(bytes.length + 1));
        break;
      case 5:
        said[at] = edited(bytes, /-?\b\d+(?:\.\d+)?\b/g, evilNumbers[pick(evilNumbers.length)]!, pick);
        break;
      case 6:
        said[at] = edited(bytes, /(?<=")[A-Za-z0-9+/=]+(?=")/g, evilTexts[pick(evilTexts.length)]!, pick);
        break;
      case 7:
        said[at] = edited(bytes, /,"[a-z]+":[^,}\]]+/g, '', pick);
        break;
      case 8:
        said[at] = edited(bytes, /[{[]/g, '{"deep":['.repeat(1 + pick(2000)), pick);
        break;
      case 9:
        said[at] = Buffer.alloc(1 + pick(3000), pick(256));
        break;
      case 10:
        said[at] = edited(bytes, /"type":"[a-z]+"/g, `"type":"${types[pick(types.length)]}"`, pick);
        break;
    }
  }
  return said;
}

function flipped(bytes: Buffer, pick: Pick): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[pick(copy.length)]! ^= 1 << pick(8);
  return copy;
}

/** Puts a text in the place of one of the pattern's matches. */
function edited(bytes: Buffer, pattern: RegExp, text: string, pick: Pick): Buffer {
  const whole = bytes.toString('latin1');
  const matches = [...whole.matchAll(pattern)];
  const match = matches[pick(Math.max(1, matches.length))];
  if (match === undefined) return bytes;
  return Buffer.from(
    whole.slice(0, match.index) + text + whole.slice(match.index + match[0].length),
    'latin1',
  );
}

/** Feeds a session with bytes cut anywhere; says how it ended. */
function play(role: Role, bytes: Buffer, pick: Pick): keyof FuzzedFrames['ends'] {
  const stream = new HarnessEnd();
  const ends: SessionEnd[] = [];
  let heard = 0;
  let sent = 0;
  let done = 0;
  const checked = (taken: Batch, most: number) => {
    assert.equal(ends.length, 0, 'nothing is heard after the end');
    const total = taken.sizes.reduce((sum, size) => sum + size, 0);
    assert.equal(taken.payload.length, total);
    assert.ok(taken.sizes.every((size) => size <= most) && taken.sizes.length > 0);
    assert.equal(taken.first, heard + 1, 'numbers follow one another');
    heard += taken.sizes.length;
    if (isInSegment(taken.payload)) assert.equal(taken.payload.segment, 'own');
  };
  const session: Session = new Session(
    {
      role,
      stream,
      token,
      limits,
      segment: new SegmentLedger({ name: 'own', blockBytes: 4096, blocks: null, checksums: true }),
      handlers: {
        ready() {
          if (role === 'splitter') session.pull(30, 15_000);
          else give(24);
        },
        fragments: (taken) => checked(taken, limits.fragmentBytes),
        exhausted: () => session.dismiss(),
        results(taken) {
          checked(taken, limits.resultBytes);
          assert.ok(heard <= sent, 'results only of what was sent');
          session.dismiss();
        },
        merged(first, count) {
          assert.equal(first, done + 1);
          done += count;
          assert.ok(done <= sent);
          if (done < sent) return;
          session.finish();
        },
        finished: () => session.dismiss(),
        ended: (end) => ends.push(end),
      },
    },
    load,
  );
  function give(count: number): void {
    const sizes = new Uint32Array(count).fill(1);
    sent += count;
    if (role === 'worker') session.process({ first: 1, sizes, payload: Buffer.alloc(count) });
    else session.merge({ first: 1, sizes, payload: Buffer.alloc(count) });
  }
  for (let at = 0; at < bytes.length; ) {
    const size = pick(3) === 0 ? 1 + pick(20) : bytes.length;
    stream.emit('data', bytes.subarray(at, at + size));
    at += size;
  }
  assert.ok(ends.length <= 1, 'it ends once');
  if (ends[0]?.kind === 'fault') assert.ok(stream.destroyed, 'a fault ends the stream');
  if (ends.length === 0 && pick(2) === 0) stream.emit('end');
  return ends[0]?.kind ?? 'open';
}

/** What a harness hears is of no interest here. */
class HarnessEnd extends Duplex {
  override _read(): void {}
  override _write(_chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}

/** Whole numbers below a bound, by xorshift32 (Marsaglia, 2003). */
function randomBelow(seed: number): Pick {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
