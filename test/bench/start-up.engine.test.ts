import assert from 'node:assert/strict';
import { sandboxImage } from '../../bench/contestants.ts';
import { againName, dockerRunName, measureStartUp, warmChiefName } from '../../bench/start-up.ts';

describe('the start of a job, beside one container', function () {
  this.timeout(120_000);

  it('is measured on a chief that serves, too', async () => {
    const all = await measureStartUp((await sandboxImage())!, [], 1);
    assert.deepEqual(
      all.map(({ name }) => name),
      [dockerRunName, warmChiefName, againName],
    );
    for (const { seconds } of all) assert.ok(seconds.median > 0);
  });
});
