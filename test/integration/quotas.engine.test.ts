import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jobFolder } from '../../src/home/job-folders.ts';
import { folderUsage } from '../../src/trees/trees.ts';
import { runButcher } from '../helpers/run-butcher.ts';
import { ServingChief } from '../helpers/serving-chief.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const MiB = 1024 ** 2;

describe('jobs that need more than the quota of their account', function () {
  this.timeout(120_000);
  let chief: ServingChief;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-quotas-'));
    chief = await ServingChief.start();
  });
  after(async () => {
    await chief.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function butcher(token: string, ...args: string[]) {
    const env = { BUTCHER_HOME: chief.home, BUTCHER_CHIEF: chief.address, BUTCHER_TOKEN: token };
    return runButcher(args, { cwd: root, env });
  }

  it('are stopped before they have much more, keep nothing beyond it, and go on when they may have more', async () => {
    const path = await layPackage();
    for (const [account, quota] of [
      ['cyd', 50],
      ['dan', 2],
    ] as const) {
      const token = (await butcher(chief.token, 'token', 'create', account)).stdout.trim();
      await butcher(chief.token, 'account', 'set', account, `quotaBytes=${quota}MiB`);
      let most = 0;
      let runs = true;
      const looking = (async () => {
        while (runs) most = Math.max(most, (await me(token)).usedBytes);
      })();
      const run = await butcher(token, 'submit', path, '--wait', '--quiet', '--workers', '2');
      runs = false;
      await looking;
      assert.match(run.stderr, /^failed: disk-limit .* left of its account's quota/m);
      assert.ok(most < (quota + 20) * MiB, `${account} had ${most / MiB} MiB`);
      const { stdout } = await butcher(token, 'jobs', '--json');
      const { id } = JSON.parse(stdout.trim().split('\n').at(-1)!);
      const { usedBytes, usage } = await me(token);
      assert.ok(usedBytes <= quota * MiB, `${account} keeps ${usedBytes / MiB} MiB`);
      const onDisk = await folderUsage(jobFolder(chief.home, id), Number.MAX_SAFE_INTEGER);
      assert.equal(usedBytes - usage.packageBytes!, onDisk);
      await butcher(chief.token, 'account', 'set', account, 'quotaBytes=2GiB');
      const resumed = await butcher(token, 'resume', id, '--chief', '--wait', '--quiet');
      assert.equal(resumed.exitCode, 0, resumed.stderr);
    }
  });

  async function me(token: string) {
    const answer = await fetch(`${chief.address}/api/v1/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await answer.json()) as { me: { usedBytes: number; usage: Record<string, number> } }).me;
  }

  async function layPackage(): Promise<string> {
    const path = join(folder, 'swell');
    await mkdir(path);
    const files = {
      'Split.py': 'def splitter(path):\n    for number in range(100):\n        yield b"%d" % number\n',
      'Processor.py':
        'import os\n\nNOISE = os.urandom(1 << 20)\n\n\ndef Processor(fragment):\n    return NOISE\n',
      'Merge.py': 'def merger(fragment, job_name):\n    open("all", "ab").write(fragment)\n',
    };
    for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text);
    return path;
  }
});
