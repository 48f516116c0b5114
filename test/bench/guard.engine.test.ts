import assert from 'node:assert/strict';
import { findContestants, plainPython } from '../../bench/contestants.ts';
import { guarded, isHeld, ratioOf } from '../../bench/guard.ts';
import { compare } from '../../bench/measure.ts';

/** Ratios within one run, with room for more than a machine's noise; never a time. */
describe('the speed of butcher against multiprocessing.Pool', function () {
  this.timeout(120_000);

  for (const guard of guarded)
    it(`has not lost more than a third: ${guard.work.name}`, async () => {
      const { pool, butcher } = await findContestants(await plainPython());
      assert.equal(butcher.missing, null);
      // The best of three rounds counts; those after one that holds could only be better.
      let measured = 0;
      for (let round = 0; round < 3 && !isHeld(guard, measured); round += 1) {
        const options = { rounds: 1, seconds: 0.6, onRun() {} };
        measured = Math.max(measured, ratioOf(await compare(guard.work, [pool, butcher], options)));
      }
      if (process.env.GUARD === 'show') console.log(`      ${measured.toFixed(2)} (noted: ${guard.ratio})`);
      assert.ok(isHeld(guard, measured), `${measured.toFixed(2)} times Pool(2).imap, not ${guard.ratio}`);
    });

  it('fails where a third and more is lost', () => {
    for (const guard of guarded) {
      assert.ok(isHeld(guard, guard.ratio * 0.7));
      assert.ok(!isHeld(guard, guard.ratio * 0.6));
    }
  });
});
