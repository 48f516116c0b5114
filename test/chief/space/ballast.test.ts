import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ballast, ballastBytes } from '../../../src/chief/space/ballast.ts';
import { DiskFullError } from '../../../src/store/disk-full-error.ts';

describe('the ballast', () => {
  let home: string;
  let ballast: Ballast;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-ballast-'));
    ballast = new Ballast(home);
    await ballast.load();
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const size = async () => (await stat(join(home, 'ballast'))).size;

  it('is there again once it was lent', async () => {
    const seen: boolean[] = [];
    const outcome = await ballast.lend(async () => {
      seen.push(await ballast.isThere());
      if (seen.length === 1) throw new DiskFullError('full');
      return 'done';
    });
    assert.deepEqual([outcome, seen], ['done', [true, false]]);
    assert.equal(await size(), ballastBytes);
  });

  it('is tried once where it does not help, and not at all for what is no full disk', async () => {
    let times = 0;
    const failing = (error: Error) => async () => {
      times += 1;
      throw error;
    };
    await assert.rejects(ballast.lend(failing(new DiskFullError('full'))), DiskFullError);
    assert.equal(times, 2);
    await assert.rejects(ballast.lend(failing(new Error('broken'))), /broken/);
    assert.equal(times, 3);
    assert.equal(await size(), ballastBytes);
  });

  it('is not tried for ever where others make it again and again', async () => {
    let times = 0;
    const failing = ballast.lend(async () => {
      times += 1;
      await ballast.load();
      if (times > 100) throw new Error('for ever');
      throw new DiskFullError('full');
    });
    await assert.rejects(failing, DiskFullError);
  });

  it('serves two who meet the full disk at once', async () => {
    let met = () => {};
    const bothMet = new Promise<void>((resolve) => {
      met = resolve;
    });
    let tries = 0;
    const first = ballast.lend(async () => {
      tries += 1;
      if (tries === 1) throw new DiskFullError('full');
      // Not done before the other, who was refused as well, has come to the same.
      await bothMet;
    });
    let others = 0;
    const second = ballast.lend(async () => {
      others += 1;
      if (others > 1) return met();
      while (await ballast.isThere()) await new Promise(setImmediate);
      throw new DiskFullError('full');
    });
    await Promise.all([first, second]);
    assert.deepEqual([tries, others], [2, 2]);
  });
});
