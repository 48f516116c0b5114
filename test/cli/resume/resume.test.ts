import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unreadableReport } from '../../../src/cli/run/unreadable-report.ts';
import { claimJob } from '../../../src/home/claim-job.ts';
import { writeFinishedJob } from '../../../src/home/finished-job.ts';
import { createJobFolder, keepJobFolder } from '../../../src/home/job-folders.ts';
import { type JobRecord, readJobRecord } from '../../../src/home/job-record.ts';
import { ownIdentity } from '../../../src/host/process-identity.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import { loadPackage } from '../../../src/package/load-package.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { type ButcherRun, runButcher } from '../../helpers/run-butcher.ts';

describe('butcher resume', function () {
  this.timeout(120_000);
  let cwd: string;
  let home: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-resume-'));
    home = join(cwd, 'home');
    await mkdir(join(cwd, 'words'));
    await writeFile(join(cwd, 'words/Split.py'), 'def splitter(path):\n    yield b"a"\n    yield b"b"\n');
    await writeFile(join(cwd, 'words/Processor.py'), 'def Processor(fragment):\n    return fragment\n');
    await writeFile(
      join(cwd, 'words/Merge.py'),
      'def merger(fragment, job_name):\n    with open("all", "ab") as file:\n        file.write(fragment)\n',
    );
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  const butcher = (...args: string[]): Promise<ButcherRun> =>
    runButcher(args, { cwd, env: { BUTCHER_HOME: home, NO_COLOR: '1' } });
  const resume = (...args: string[]) => butcher('resume', '--runtime', 'process', ...args);

  /** A job that failed because the engine could not be reached, before it had begun a journal. */
  async function failedJob(change: Partial<JobRecord> = {}): Promise<JobRecord> {
    const loaded = await loadPackage(join(cwd, 'words'), defaultLimits);
    assert.ok(loaded.kind === 'loaded' && loaded.source !== null);
    const record: JobRecord = {
      version: 1,
      id: 'abcdefgh2345',
      name: 'words',
      state: 'failed',
      createdAtMs: Date.now(),
      chief: null,
      package: { path: join(cwd, 'words'), processor: null, digest: loaded.source.digest },
      dataset: null,
      options: plainOptions,
      runtime: 'process',
      out: { path: join(cwd, 'words.tar'), form: 'tar' },
      report: join(cwd, 'r.json'),
      ...change,
    };
    await createJobFolder(home, record);
    return record;
  }

  it('remembers every option, hands over the results and leaves nothing', async () => {
    await failedJob();
    const { exitCode, stdout, stderr } = await resume('abcd');
    assert.equal(exitCode, 0, stderr);
    assert.match(
      stdout,
      /^done {2}words in .*2 fragments.*1 worker\nresults {2}words\.tar\n {2}all {2}2 bytes\n$/,
    );
    assert.equal(JSON.parse(await readFile(join(cwd, 'r.json'), 'utf8')).job.state, 'done');
    assert.deepEqual(await readdir(join(home, 'jobs')), []);
  });

  it('isolates what it runs unless it is told otherwise, whatever the record says', async () => {
    await failedJob();
    const nowhere = { BUTCHER_HOME: home, NO_COLOR: '1', DOCKER_HOST: `unix://${join(cwd, 'nothing.sock')}` };
    const { exitCode, stderr } = await runButcher(['resume', 'abcd'], { cwd, env: nowhere });
    assert.equal(exitCode, 4, stderr);
    assert.match(stderr, /began with --runtime process, which is not taken over: say so again/);
  });

  it('replaces no file with the report that is not an earlier report of the job', async () => {
    await failedJob();
    await writeFile(join(cwd, 'r.json'), 'something of the user’s');
    const { exitCode, stderr } = await resume('abcd');
    assert.equal(exitCode, 2);
    assert.match(stderr, /r\.json, which is no earlier report of it/);
    assert.equal(await readFile(join(cwd, 'r.json'), 'utf8'), 'something of the user’s');
  });

  it('refuses, saying why, when the package has changed, and keeps the job as it was', async () => {
    const { id } = await failedJob();
    await writeFile(join(cwd, 'words/Processor.py'), 'def Processor(fragment):\n    return fragment * 2\n');
    const { exitCode, stderr } = await resume('words');
    assert.equal(exitCode, 2);
    assert.match(stderr, /resume-refused .*the package .*words is not what the job began with/);
    assert.equal((await readJobRecord(join(home, 'jobs', id)))?.state, 'failed');
  });

  it('refuses when the package is gone and no whole copy was kept, else goes on with the copy', async () => {
    const { id } = await failedJob();
    const copy = join(home, 'jobs', id, 'package');
    await mkdir(copy);
    for (const name of ['Split.py', 'Processor.py', 'Merge.py'])
      await writeFile(join(copy, name), await readFile(join(cwd, 'words', name)));
    await rm(join(cwd, 'words'), { recursive: true });
    const processor = await readFile(join(copy, 'Processor.py'));
    await writeFile(join(copy, 'Processor.py'), '');
    const torn = await resume(id);
    assert.equal(torn.exitCode, 2);
    assert.match(torn.stderr, /the job has no whole copy/);
    await writeFile(join(copy, 'Processor.py'), processor);
    assert.equal((await resume(id)).exitCode, 0);
  });

  it('leaves a job alone that a living process runs or has claimed', async () => {
    const { id } = await failedJob({ chief: { ...ownIdentity(), began: null, pid: process.ppid } });
    const running = await resume(id);
    assert.equal(running.exitCode, 2);
    assert.match(running.stderr, new RegExp(`The job ${id} is running: process ${process.ppid}`));
    const folder = join(home, 'jobs', id);
    await keepJobFolder(folder, (await readJobRecord(folder))!, 'failed');
    await writeFile(join(folder, `claim.${process.ppid}.`), '');
    const claimed = await resume(id);
    assert.equal(claimed.exitCode, 2);
    assert.match(claimed.stderr, /is being run by another butcher/);
    assert.equal(await claimJob(folder), null);
  });

  it('takes a name for the newest job of it, and no text that means several jobs or none', async () => {
    await failedJob();
    const record = (await readJobRecord(join(home, 'jobs/abcdefgh2345')))!;
    const newer = { id: 'abcdzzzz2345', state: 'done', createdAtMs: record.createdAtMs + 1 } as const;
    await createJobFolder(home, { ...record, ...newer });
    const named = await resume('words');
    assert.match(named.stderr, /The job abcdzzzz2345 is done/);
    const { exitCode, stderr } = await resume('abcd');
    assert.equal(exitCode, 2);
    assert.match(stderr, /several jobs: abcdefgh2345 \(words, failed\), abcdzzzz2345/);
    assert.match((await resume('nothing')).stderr, /No job "nothing" is kept/);
  });

  it('puts results to their place that could not be put there before, without running anything', async () => {
    const { id } = await failedJob();
    const folder = join(home, 'jobs', id);
    await writeFile(join(folder, 'results.tar'), 'the results');
    const report = unreadableReport(id, 'words', null);
    await writeFinishedJob(folder, { ...report, job: { ...report.job, state: 'done', failure: null } }, null);
    await rm(join(cwd, 'words'), { recursive: true });
    await writeFile(join(cwd, 'words.tar'), 'in the way');
    assert.match((await resume(id)).stderr, /words\.tar: it exists already/);
    const late = await resume(id, '--provenance', 'p');
    assert.equal(late.exitCode, 2);
    assert.match(late.stderr, /was to be looked at while it ran: .* Leave --provenance .* out to put them/);
    const { exitCode, stderr } = await resume(id, '--out', 'else.tar');
    assert.equal(exitCode, 0, stderr);
    assert.equal(await readFile(join(cwd, 'else.tar'), 'utf8'), 'the results');
    assert.deepEqual(await readdir(join(home, 'jobs')), []);
  });
});
