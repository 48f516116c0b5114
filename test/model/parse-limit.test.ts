import assert from 'node:assert/strict';
import { parseLimit } from '../../src/model/parse-limit.ts';

describe('parseLimit', () => {
  it('reads a value in the unit of its limit', () => {
    assert.equal(parseLimit('memory', '1GiB'), 2 ** 30);
    assert.equal(parseLimit('jobSeconds', '2h'), 7200);
    assert.equal(parseLimit('cpus', 0.5), 0.5);
  });

  it('says what was expected', () => {
    assert.deepEqual(parseLimit('pids', 'many'), {
      problem: 'pids takes a whole number of at least 1, not "many"',
    });
    assert.deepEqual(parseLimit('fragmentBytes', '4GiB'), {
      problem: 'fragmentBytes takes at most 4294967295 bytes, not "4GiB"',
    });
  });
});
