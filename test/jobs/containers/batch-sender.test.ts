import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { Batch } from '../../../src/bridge/batch.ts';
import type { SegmentRange } from '../../../src/bridge/payload.ts';
import { BatchSender } from '../../../src/jobs/containers/batch-sender.ts';
import type { Failure } from '../../../src/model/failures.ts';

/** A sender whose reads the test answers, in any order. */
class Sending {
  readonly sent: Batch[] = [];
  readonly failures: Failure[] = [];
  readonly reads: { range: SegmentRange; answer: (bytes: Buffer | Error) => void }[] = [];
  readonly ending = new AbortController();
  readonly sender: BatchSender;

  constructor(content: 'fragments' | 'results' = 'fragments', shares = false) {
    const read = (range: SegmentRange) =>
      new Promise<Buffer>((resolve, reject) => {
        this.reads.push({ range, answer: (told) => (told instanceof Error ? reject(told) : resolve(told)) });
      });
    this.sender = new BatchSender({
      content,
      send: (batch) => this.sent.push(batch),
      read: shares ? null : read,
      fail: (cause) => this.failures.push(cause),
      signal: this.ending.signal,
    });
  }

  async answer(bytes: Buffer | Error): Promise<void> {
    await settled();
    this.reads.shift()!.answer(bytes);
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let turns = 0; turns < 5; turns += 1) await turn();
}

function inSegment(first: number, ...sizes: number[]): Batch {
  const length = sizes.reduce((sum, size) => sum + size, 0);
  return {
    first,
    sizes: Uint32Array.from(sizes),
    payload: { segment: 'fragments-1', offset: 10 * first, length },
  };
}

function inMemory(first: number, text: string): Batch {
  return { first, sizes: Uint32Array.of(text.length), payload: Buffer.from(text) };
}

describe('BatchSender', () => {
  it('tells who shares files where they are, and reads nothing', () => {
    const { sender, sent, reads } = new Sending('fragments', true);
    const batches = [inSegment(1, 3), inMemory(2, 'two'), inSegment(3, 1)];
    for (const batch of batches) sender.send(batch);
    assert.deepEqual(sent, batches);
    assert.equal(reads.length, 0);
  });

  it('reads what is in a segment when it is sent, and keeps the order', async () => {
    const sending = new Sending();
    const { sender, sent, reads } = sending;
    sender.send(inMemory(1, 'one'));
    assert.equal(sent.length, 1, 'what is at hand goes at once');
    sender.send(inSegment(2, 1, 2));
    sender.send(inMemory(4, 'four'));
    sender.send(inSegment(5, 2));
    await settled();
    assert.equal(sent.length, 1);
    assert.deepEqual(reads[0]!.range, { segment: 'fragments-1', offset: 20, length: 3 });
    await sending.answer(Buffer.from('abb'));
    assert.deepEqual(
      sent.map(({ first, payload }) => [first, String(payload)]),
      [
        [1, 'one'],
        [2, 'abb'],
        [4, 'four'],
      ],
    );
    assert.deepEqual([...sent[1]!.sizes], [1, 2]);
    await sending.answer(Buffer.from('cc'));
    sender.send(inMemory(6, 'six'));
    assert.deepEqual(
      sent.map(({ first }) => first),
      [1, 2, 4, 5, 6],
      'at once again, when nothing waits',
    );
  });

  it('blames who wrote it for what was cut off', async () => {
    for (const [content, batch, said] of [
      [
        'fragments',
        inSegment(7, 2, 2),
        'the splitter spoilt the segment where it had written fragments 7 to 8',
      ],
      ['results', inSegment(7, 4), 'a worker spoilt the segment where it had written results 7'],
    ] as const) {
      const sending = new Sending(content);
      sending.sender.send(batch);
      await sending.answer(Buffer.from('abc'));
      assert.deepEqual(
        sending.failures.map(({ code, message, fragment }) => [code, message, fragment]),
        [['protocol', said, 7]],
      );
      assert.equal(sending.sent.length, 0);
    }
  });

  it('says which disk failed, and of our own faults that they are', async () => {
    const sending = new Sending();
    sending.sender.send(inSegment(1, 1));
    await sending.answer(Object.assign(new Error('EIO: i/o error, read'), { syscall: 'read', code: 'EIO' }));
    sending.sender.send(inSegment(2, 1));
    await sending.answer(new Error('there is no segment fragments-1'));
    assert.deepEqual(
      sending.failures.map(({ code, fragment }) => [code, fragment]),
      [
        ['disk-limit', 1],
        ['internal', 2],
      ],
    );
    assert.match(sending.failures[0]!.message, /fragments could not be read to be sent: EIO/);
  });

  it('neither reads nor sends once the job has ended', async () => {
    const sending = new Sending();
    sending.sender.send(inSegment(1, 1));
    sending.sender.send(inSegment(2, 1));
    await settled();
    sending.ending.abort();
    await sending.answer(Buffer.from('late'));
    assert.deepEqual([sending.sent.length, sending.reads.length, sending.failures.length], [0, 0, 0]);
  });
});
