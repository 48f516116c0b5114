import assert from 'node:assert/strict';
import fc from 'fast-check';
import { biggestWriter as biggest, type Writer } from '../../../src/chief/space/biggest-writer.ts';

const writer = (id: string | null, account: string, bytes: number): Writer => ({ id, account, bytes });

const biggestWriter = (writers: readonly Writer[], missingBytes: number) =>
  biggest(writers, { missingBytes, reserveBytes: 0 });

describe('biggestWriter', () => {
  it('is the largest job of the account that has written the most', () => {
    const writers = [writer('honest', 'ann', 40), writer('a', 'bob', 25), writer('b', 'bob', 30)];
    assert.equal(biggestWriter(writers, 50), 'b');
    assert.equal(biggestWriter([...writers, writer('c', 'bob', 30)], 50), 'b', 'of equals the earlier');
    assert.equal(biggestWriter([writers[0]!, writer(null, 'bob', 80), writer('a', 'bob', 5)], 50), 'a');
  });

  it('is nobody where no account has written what is missing, or only uploads have', () => {
    assert.equal(biggestWriter([writer('a', 'ann', 40), writer('b', 'bob', 49)], 50), null);
    assert.equal(biggestWriter([writer(null, 'ann', 400)], 50), null);
    assert.equal(biggestWriter([writer('a', 'ann', 0)], 0), null);
    assert.equal(biggestWriter([], 0), null);
  });

  it('is nobody whose account has less than its part of half the reserve, which is there for such', () => {
    const shortage = { missingBytes: 1, reserveBytes: 44 };
    const honest = [writer('a', 'ann', 3), writer('b', 'bob', 3)];
    assert.equal(biggest(honest, shortage), null);
    assert.equal(biggest([...honest, writer('c', 'greedy', 8)], shortage), 'c');
    assert.equal(biggest([writer('c', 'greedy', 8)], shortage), null, 'alone it has all of that half');
    assert.equal(biggest([writer('c', 'greedy', 22)], shortage), 'c');
    assert.equal(biggest([writer('c', 'greedy', 8), writer('d', 'greedy', 14)], shortage), 'd');
  });

  it('never ends a job of an account that has written less than another with a job that counts', () => {
    const writers = fc.array(
      fc.record({
        id: fc.option(fc.uuid()),
        account: fc.constantFrom('ann', 'bob', 'cleo'),
        bytes: fc.nat(100),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(writers, fc.nat(150), (all, missing) => {
        const id = biggestWriter(all, missing);
        const sum = (account: string) =>
          all.filter((one) => one.account === account).reduce((bytes, one) => bytes + one.bytes, 0);
        const jobs = all.filter((one) => one.id !== null && one.bytes > 0 && sum(one.account) >= missing);
        if (id === null) return assert.equal(jobs.length, 0);
        const ended = jobs.find((one) => one.id === id)!;
        for (const other of jobs) {
          assert.ok(sum(other.account) <= sum(ended.account));
          if (other.account === ended.account) assert.ok(other.bytes <= ended.bytes);
        }
      }),
    );
  });
});
