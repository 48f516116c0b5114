import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceChief } from '../../../src/home/running-chief.ts';
import { runButcher } from '../../helpers/run-butcher.ts';

describe('a chief at a Unix socket', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-unix-'));
    await mkdir(join(cwd, 'home'), { mode: 0o700 });
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));
  const butcher = (args: string, env: Record<string, string> = {}) =>
    runButcher(args.split(' '), {
      cwd,
      env: { HOME: cwd, BUTCHER_HOME: join(cwd, 'home'), BUTCHER_CHIEF: '', BUTCHER_TOKEN: '', ...env },
    });

  for (const command of ['jobs', 'drain', 'gc', 'account stop ann', 'open --print'])
    it(`is not reached by butcher ${command}, which says who reaches it`, async () => {
      await announceChief(join(cwd, 'home'), 'unix:/run/butcher/chief.sock');
      const { exitCode, stderr, stdout } = await butcher(command);
      assert.equal(exitCode, 2, stderr + stdout);
      assert.match(
        stderr,
        /The chief of this home listens at unix:\/run\/butcher\/chief\.sock.*(?:Set BUTCHER_CHIEF to|Open) the address of that server/,
      );
    });

  it('is no address for BUTCHER_CHIEF', async () => {
    const { exitCode, stderr } = await butcher('jobs', { BUTCHER_CHIEF: 'unix:/run/butcher/chief.sock' });
    assert.equal(exitCode, 2);
    assert.match(stderr, /BUTCHER_CHIEF names no address of a chief: unix:\/run\/butcher\/chief\.sock\./);
  });
});
