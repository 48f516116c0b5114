import assert from 'node:assert/strict';
import { decideExtra } from '../../../src/chief/queue/extra-memory.ts';

describe('decideExtra', () => {
  const job = (id: string, sequence: number, extraBytes = 0, workers = 1) => ({
    ...{ id, sequence, workers, workerBytes: 1 },
    memoryBytes: 3 + extraBytes,
  });
  const claim = (id: string, bytes: number, granted = false) => ({ id, bytes, granted });

  it('grants what there is room for beside all that others may take', () => {
    const running = [job('a', 1, 2), job('b', 2, 0, 3)];
    const wanted = claim('a', 2);
    assert.deepEqual(decideExtra([wanted], running, 10), { grant: wanted, giveWay: null });
    assert.deepEqual(decideExtra([wanted], running, 9), { grant: null, giveWay: null });
  });

  it('lets no younger job pass, and counts what was granted', () => {
    const [old, young] = [claim('a', 5), claim('b', 1)];
    const running = [job('b', 2, 1), job('a', 1, 5), job('c', 3)];
    assert.equal(decideExtra([young, old], running, 13).grant, null);
    assert.equal(decideExtra([young, old], running, 14).grant, old);
    assert.equal(decideExtra([young, { ...old, granted: true }], running, 14).grant, null);
    assert.equal(decideExtra([young, { ...old, granted: true }], running, 15).grant, young);
  });

  it('has the youngest give way where all wait, and a job that is alone not wait at all', () => {
    const claims = [claim('a', 9), claim('b', 9)];
    const running = [job('b', 2, 9), job('a', 1, 9)];
    assert.deepEqual(decideExtra(claims, running, 7), { grant: null, giveWay: 'b' });
    assert.deepEqual(decideExtra(claims, [...running, job('c', 3)], 7), { grant: null, giveWay: null });
    assert.deepEqual(decideExtra(claims, [job('a', 1, 9)], 7), { grant: claims[0], giveWay: null });
    assert.deepEqual(decideExtra([], running, 7), { grant: null, giveWay: null });
  });
});
