import assert from 'node:assert/strict';
import { jobCosts, StorageCosts, summedCpu } from '../../../src/chief/upkeep/costs.ts';
import { runJob } from '../../../src/jobs/run-job.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { granted, ServedChief } from '../../helpers/served-chief.ts';

describe('what things cost', () => {
  it('is what is stored, for as long as a chief serves, by account', async () => {
    const home = await ChiefHome.make();
    const clock = new FakeClock();
    try {
      const content = { digest: 'sha256:a', name: 'p', files: 1, bytes: 100, manifest: null };
      await home.store.packages.add('ann', content, 1, 1e6);
      const costs = new StorageCosts(home.store, clock, { info() {}, warn() {}, error() {} });
      clock.advance(1_800_000);
      await costs.charge();
      clock.advance(3_600_000);
      await costs.stop();
      assert.deepEqual((await home.store.accounts.find('ann'))?.costs, { cpuSeconds: 0, byteHours: 150 });
      assert.deepEqual((await home.store.accounts.find('bob'))?.costs, { cpuSeconds: 0, byteHours: 0 });
    } finally {
      await home.remove();
    }
  });

  it('is of a job its processor time in all runs, and what it keeps since its end', () => {
    assert.equal(summedCpu({ splitter: 0.5, worker: 2, merger: null }), 2.5);
    assert.equal(summedCpu(undefined), 0);
    const job = { cpuSeconds: 2.5, bytes: 1000, endedAtMs: 0 };
    assert.deepEqual(jobCosts(job, 7_300_000), { cpuSeconds: 2.5, byteHours: 2000 });
    assert.equal(jobCosts({ ...job, endedAtMs: null }, 7_200_000).byteHours, 0);
  });

  it('is charged to the account when a job ends, and shown with it', async () => {
    const measured: typeof runJob = async (request, context) => {
      const report = await runJob(request, context);
      return { ...report, job: { ...report.job, cpuSeconds: { splitter: 1, worker: 2, merger: 0.5 } } };
    };
    const served = await ServedChief.start({ programs: { done: sampleProgram('x', 2) }, runJob: measured });
    try {
      const ann = await served.account('ann');
      const { id } = await served.submit(ann, 'done');
      await served.ended(ann, id);
      assert.equal(granted(await served.chief.job(ann, id)).costs.cpuSeconds, 3.5);
      assert.equal((await served.home.store.accounts.find('ann'))?.costs.cpuSeconds, 3.5);
      assert.equal((await served.chief.metrics.costs()).ann?.cpuSeconds, 3.5);
    } finally {
      await served.end();
    }
  });
});
