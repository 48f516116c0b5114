import assert from 'node:assert/strict';
import { letsChiefLive } from '../../../src/chief/running/chief-deaths.ts';
import type { JobProgress } from '../../../src/model/job-event.ts';
import type { StoredJob } from '../../../src/store/jobs.ts';

const at = (results: number, seconds: number) => ({ counts: { results }, seconds }) as JobProgress;
const job = (resume: boolean) => ({ options: { resume } }) as StoredJob;

describe('letsChiefLive', () => {
  const cases: readonly (readonly [resume: boolean, results: number, seconds: number, lets: boolean])[] = [
    [true, 7, 0, false],
    [true, 7, 59, false],
    [true, 8, 1, true],
    [true, 7, 60, true],
    // It would begin anew and come as far again, every time.
    [false, 8, 1, false],
    [false, 8, 60, true],
  ];
  for (const [resume, results, seconds, lets] of cases)
    it(`${lets ? 'believes' : 'does not believe'} one that ${resume ? 'goes on' : 'begins anew'}, with ${results} results after 7 and ${seconds} s`, () =>
      assert.equal(letsChiefLive(job(resume), at(7, 0), at(results, seconds)), lets));
});
