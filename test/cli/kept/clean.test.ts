import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unreadableReport } from '../../../src/cli/run/unreadable-report.ts';
import { writeFinishedJob } from '../../../src/home/finished-job.ts';
import { createJobFolder } from '../../../src/home/job-folders.ts';
import type { JobRecord } from '../../../src/home/job-record.ts';
import { ownIdentity } from '../../../src/host/process-identity.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { type ButcherRun, runButcher } from '../../helpers/run-butcher.ts';

/** No process has this number: it is above what Linux gives. */
const deadChief = { pid: 2 ** 22 + 1, began: null };

describe('jobs of this machine', () => {
  let cwd: string;
  let home: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-clean-'));
    home = join(cwd, 'home');
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  const butcher = (...args: string[]): Promise<ButcherRun> =>
    runButcher(args, { cwd, env: { BUTCHER_HOME: home, BUTCHER_CHIEF: '', NO_COLOR: '1' } });
  const job = (id: string, change: Partial<JobRecord> = {}): Promise<string> =>
    createJobFolder(home, {
      version: 1,
      id,
      name: 'words',
      state: 'failed',
      createdAtMs: 1_700_000_000_000,
      chief: null,
      package: { path: join(cwd, 'words'), processor: null, digest: `sha256:${'0'.repeat(64)}` },
      dataset: null,
      options: plainOptions,
      runtime: 'docker',
      out: { path: join(cwd, 'words.tar'), form: 'tar' },
      report: null,
      ...change,
    });
  const kept = async () => (await readdir(join(home, 'jobs'))).sort();

  it('are listed where there is no chief, newest first, as they are now', async () => {
    assert.match((await butcher('jobs')).stdout, /^ID .*STATE.*\n$/);
    await job('aaaa1111');
    await job('bbbb2222', {
      name: 'other',
      createdAtMs: 1_700_000_001_000,
      chief: deadChief,
      state: 'running',
    });
    await job('cccc3333', { createdAtMs: 1_700_000_002_000, chief: ownIdentity(), state: 'running' });
    const { stdout, stderr, exitCode } = await butcher('jobs');
    assert.equal(exitCode, 0);
    assert.match(stderr, /no chief is named or serves this home/);
    assert.match(
      stdout,
      /\ncccc3333 +words +running .*\nbbbb2222 +other +interrupted .*\naaaa1111 +words +failed /,
    );
    const one = await butcher('jobs', '--local', '--json', '--state', 'failed,done', '--limit', '1');
    const { type, id, state, bytes } = JSON.parse(one.stdout);
    assert.deepEqual([type, id, state, bytes > 0, one.stderr], ['local-job', 'aaaa1111', 'failed', true, '']);
    assert.match((await butcher('jobs', '--limit', '2')).stderr, /there are more than 2/);
  });

  it('are removed when they are named, the newest of a name, and never while they run', async () => {
    await job('aaaa1111');
    await job('bbbb2222', { createdAtMs: 1_700_000_001_000 });
    await job('cccc3333', { name: 'busy', chief: ownIdentity(), state: 'running' });
    const removed = await butcher('clean', 'words');
    assert.deepEqual([removed.exitCode, await kept()], [0, ['aaaa1111', 'cccc3333']]);
    assert.match(removed.stdout, /^removed bbbb2222 \(words\), \d.*\n$/);
    const busy = await butcher('clean', 'cccc', 'aaaa', 'aaaa1111');
    assert.equal(busy.exitCode, 1);
    assert.match(busy.stderr, /cccc3333 \(busy\) is left: it runs, as process \d+/);
    assert.deepEqual(await kept(), ['cccc3333']);
  });

  it('are not removed while another butcher goes on with them', async () => {
    const folder = await job('aaaa1111');
    await writeFile(join(folder, `claim.${process.ppid}.`), '');
    assert.match((await butcher('clean', 'aaaa1111')).stderr, /is left: another butcher is at it/);
    assert.deepEqual(await kept(), ['aaaa1111']);
  });

  it('are all removed on demand, but for those that run or have results that wait, and what cannot be read', async () => {
    await job('aaaa1111', { chief: deadChief, state: 'running' });
    await job('bbbb2222');
    await job('cccc3333', { chief: ownIdentity(), state: 'running' });
    await writeFinishedJob(await job('dddd4444'), unreadableReport('dddd4444', 'words', null), null);
    await chmod(await job('eeee5555'), 0o777);
    const { exitCode, stdout, stderr } = await butcher('clean', '--all');
    assert.deepEqual([exitCode, await kept()], [0, ['cccc3333', 'dddd4444', 'eeee5555']]);
    assert.match(stdout, /^removed aaaa1111 .*\nremoved bbbb2222 .*\n$/);
    assert.match(stderr, /dddd4444 \(words\) is left: its results wait .*butcher resume dddd4444/);
    assert.match(stderr, /eeee5555.*others may write to it/);
    assert.match(stderr, /^2 jobs removed, .* freed$/m);
  });

  it('are removed by nobody who did not say which', async () => {
    await job('aaaa1111');
    for (const args of [[], ['--all', 'aaaa1111'], ['nothing'], ['']])
      assert.equal((await butcher('clean', ...args)).exitCode, 2, args.join(' '));
    assert.deepEqual(await kept(), ['aaaa1111']);
  });
});
