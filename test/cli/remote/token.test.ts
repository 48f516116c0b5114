import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceChief } from '../../../src/home/running-chief.ts';
import { runButcher } from '../../helpers/run-butcher.ts';
import { json, StubChief } from './stub-chief.ts';

describe('a token', () => {
  let cwd: string;
  let chief: StubChief;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-token-'));
    chief = await StubChief.start();
  });
  afterEach(async () => {
    await chief.stop();
    await rm(cwd, { recursive: true, force: true });
  });
  const butcher = (args: string, env: Record<string, string>) => {
    const usual = { HOME: cwd, BUTCHER_HOME: join(cwd, 'home'), BUTCHER_TOKEN: 'secret' };
    return runButcher(args.split(' '), { cwd, env: { ...usual, ...env } });
  };

  it('is sent, without BUTCHER_CHIEF, to the home’s own chief alone', async () => {
    chief.answers['GET /jobs'] = json({ items: [], next: null });
    const config = join(cwd, 'config.json');
    const unnamed = { BUTCHER_CHIEF: '', BUTCHER_CONFIG: config };
    await writeFile(config, JSON.stringify({ chief: chief.address }));
    for (const content of [{}, { chief: chief.address }, { chief: chief.address, token: 'filed' }]) {
      await writeFile(config, JSON.stringify(content));
      const refused = await butcher('jobs', unnamed);
      assert.equal(refused.exitCode, 2, refused.stderr);
      assert.match(refused.stderr, /BUTCHER_TOKEN is set, but not which chief it is for.*nothing was sent/);
    }
    assert.deepEqual(chief.asked, []);
    await writeFile(config, '{}');
    await mkdir(join(cwd, 'home'), { recursive: true });
    await announceChief(join(cwd, 'home'), chief.address);
    assert.equal((await butcher('jobs', unnamed)).exitCode, 0);
    assert.equal(chief.headers.at(-1)!.authorization, 'Bearer secret');
  });

  it('follows no record of a running chief but the home’s own', async () => {
    chief.answers['GET /jobs'] = json({ items: [], next: null });
    await mkdir(join(cwd, 'home'), { recursive: true });
    await announceChief(join(cwd, 'home'), chief.address);
    await rename(join(cwd, 'home/chief.json'), join(cwd, 'elsewhere.json'));
    await symlink(join(cwd, 'elsewhere.json'), join(cwd, 'home/chief.json'));
    const refused = await butcher('jobs', { BUTCHER_CHIEF: '' });
    assert.equal(refused.exitCode, 2);
    assert.match(refused.stderr, /chief\.json is a link/);
    assert.deepEqual(chief.asked, []);
  });
});
