import assert from 'node:assert/strict';
import { ChiefMeter } from '../../../src/chief/chief-meter.ts';
import { KeyedLock } from '../../../src/chief/content/keyed-lock.ts';
import type { QueueRunner } from '../../../src/chief/running/queue-runner.ts';
import { AccountJobs } from '../../../src/chief/service/account-jobs.ts';
import { ActBook } from '../../../src/chief/service/act-book.ts';
import { AccountSpace } from '../../../src/chief/space/account-space.ts';
import { newJobId } from '../../../src/model/new-job-id.ts';
import type { JobStore } from '../../../src/store/jobs.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';
import { defaultSettings } from '../../helpers/chief-settings.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { clean } from '../../helpers/run-fake-job.ts';

describe('the jobs of accounts', () => {
  let home: ChiefHome;
  beforeEach(async () => {
    home = await ChiefHome.make();
  });
  afterEach(() => home.remove());

  it('give back the containers that waited for a job where it cannot be stored', async () => {
    const { store } = home;
    const digest = `sha256:${'a'.repeat(64)}`;
    const content = { digest, name: 'p', files: 1, bytes: 1, manifest: null };
    await store.packages.add('ann', content, 1, Number.MAX_SAFE_INTEGER);
    const jobs: JobStore = Object.create(store.jobs, {
      accept: { value: () => Promise.reject(new Error('the disk is full')) },
    });
    const taken: string[] = [];
    const released: string[] = [];
    const log = { info() {}, warn() {}, error() {} };
    const accountJobs = new AccountJobs({
      log,
      home: home.path,
      store: { ...store, jobs, close: () => store.close() },
      clock: new FakeClock(),
      settings: defaultSettings(2),
      slots: { total: 2, areMany: false },
      queueRunner: {} as QueueRunner,
      meter: new ChiefMeter(),
      acts: new ActBook(store, new FakeClock(), log),
      space: new AccountSpace(store, { isShort: false, letIn: () => true }),
      locks: new KeyedLock(),
      packages: { load: async () => null },
      check: async () => clean,
      feed: { gone: () => {} },
      warm: {
        take: () => {
          taken.push(newJobId());
          return taken.at(-1)!;
        },
        release: (id) => void released.push(id),
      },
    });
    const account = await store.accounts.find('ann');
    await assert.rejects(accountJobs.submit(account!, { package: digest }), /the disk is full/);
    assert.equal(taken.length, 1);
    assert.deepEqual(released, taken);
  });
});
