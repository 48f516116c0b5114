import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetAside } from '../../../src/chief/upkeep/set-aside.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { ServedChief } from '../../helpers/served-chief.ts';

describe('what a starting chief finds and its store does not know', () => {
  it('is set aside for a week and told of, and what is missing is told of', async () => {
    const home = await ChiefHome.make();
    try {
      const unknown = [
        join('packages', 'a'.repeat(64)),
        join('datasets', 'b'.repeat(64)),
        join('jobs', 'k7qm'),
      ];
      for (const path of unknown) {
        await mkdir(join(home.path, path), { recursive: true });
        await writeFile(join(home.path, path, 'data'), 'precious');
      }
      const digest = `sha256:${'c'.repeat(64)}`;
      await home.store.packages.add('ann', { digest, name: 'p', files: 1, bytes: 1, manifest: null }, 1, 1e6);
      const served = await ServedChief.start({ home });
      await served.end();
      const aside = (await readdir(join(home.path, 'set-aside'))).map((name) => name.replace(/^\d+-/, ''));
      assert.deepEqual(aside.sort(), [
        `datasets-${'b'.repeat(64)}`,
        'jobs-k7qm',
        `packages-${'a'.repeat(64)}`,
      ]);
      const told = served.logged.filter((line) => line.includes('set aside'));
      assert.equal(told.length, 3, served.logged.join('\n'));
      assert.ok(
        served.logged.some(
          (line) => /is missing.*restore a backup/.test(line) && line.includes('c'.repeat(64)),
        ),
      );
    } finally {
      await home.remove();
    }
  });

  it('is removed when that week is over, and not before', async () => {
    const home = await ChiefHome.make();
    const clock = new FakeClock();
    try {
      const kept = join(home.path, 'kept');
      await mkdir(kept);
      const setAside = new SetAside(home.path, clock, { info() {}, warn() {}, error() {} });
      await setAside.put(kept);
      const names = () => readdir(join(home.path, 'set-aside'));
      clock.advance(7 * 86_400_000);
      await setAside.removeOld();
      assert.equal((await names()).length, 1);
      clock.advance(1);
      await setAside.removeOld();
      assert.deepEqual(await names(), []);
    } finally {
      await home.remove();
    }
  });
});
