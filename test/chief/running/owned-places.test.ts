import assert from 'node:assert/strict';
import { ServedChief } from '../../helpers/served-chief.ts';

describe('places of jobs', () => {
  it('are opened as those of their account, so that starts can be fair', async () => {
    const opened: [string, string | undefined][] = [];
    const served = await ServedChief.start({
      runtime: (fake) => {
        const openJob = fake.openJob.bind(fake);
        return Object.assign(fake, {
          openJob: (spec: Parameters<typeof openJob>[0]) => {
            opened.push([spec.jobName, spec.account]);
            return openJob(spec);
          },
        });
      },
    });
    try {
      for (const name of ['ann', 'bob']) {
        const account = await served.account(name);
        const { id } = await served.submit(account, `of-${name}`);
        assert.equal((await served.ended(account, id)).state, 'done');
      }
      assert.deepEqual(opened, [
        ['of-ann', 'ann'],
        ['of-bob', 'bob'],
      ]);
    } finally {
      await served.end();
    }
  });
});
