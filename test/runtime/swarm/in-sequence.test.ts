import assert from 'node:assert/strict';
import { inSequence } from '../../../src/runtime/swarm/in-sequence.ts';

describe('inSequence', () => {
  it('reads and writes anew while others write in between, and gives up where that does not end', async () => {
    let times = 0;
    const crossedUntil = (last: number) => async () => {
      times += 1;
      if (times < last) throw new Error('rpc error: code = Unknown desc = update out of sequence');
    };
    await inSequence(crossedUntil(8));
    assert.equal(times, 8);
    times = 0;
    await assert.rejects(inSequence(crossedUntil(9)), /out of sequence/);
    assert.equal(times, 8);
  });

  it('tells any other error at once', async () => {
    let times = 0;
    const failing = async () => {
      times += 1;
      throw new Error('no such node');
    };
    await assert.rejects(inSequence(failing), /no such node/);
    assert.equal(times, 1);
  });
});
