import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { RunPlan } from '../../../src/cli/run/plan-run.ts';
import type { RunFlags } from '../../../src/cli/run/run-flags.ts';
import { runPlanned } from '../../../src/cli/run/run-planned.ts';
import type { RunServices } from '../../../src/compose.ts';
import { type JobRecord, readJobRecord } from '../../../src/home/job-record.ts';
import { type FailureCode, failure } from '../../../src/model/failures.ts';
import type { CheckReport, Finding } from '../../../src/model/finding.ts';
import type { JobEvent } from '../../../src/model/job-event.ts';
import {
  type JobCounts,
  type JobReport,
  type JobState,
  unknownPeaks,
} from '../../../src/model/job-report.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { FakeRuntime } from '../../helpers/fake-runtime.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { clean, fakeSource } from '../../helpers/run-fake-job.ts';

/** What the stand-in for a job says and comes to. */
interface Script {
  readonly events?: readonly JobEvent[];
  readonly state?: JobState;
  readonly failure?: JobReport['job']['failure'];
  readonly counts?: Partial<JobCounts>;
  readonly check?: CheckReport;
  /** Its containers, which are removed when it has ended. */
  readonly closed?: (output: Readonly<Record<'stdout' | 'stderr', string>>) => Promise<void>;
  /** Called while the job runs, with its folder. */
  readonly during?: (folder: string) => Promise<void> | void;
}

const flags: RunFlags = {
  resume: true,
  retries: 2,
  onError: 'fail',
  limit: {},
  param: [],
  runtime: 'docker',
};

describe('a planned run', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-run-'));
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  async function run(script: Script, given: Partial<RunFlags> = {}, plan: Partial<RunPlan> = {}) {
    const output = { stdout: '', stderr: '' };
    const services: RunServices = {
      home: join(cwd, 'home'),
      clock: new FakeClock(),
      runtime: new FakeRuntime(),
      check: async () => script.check ?? clean,
      runJob: async (request, context) => {
        context.emit({ type: 'job', id: request.id, name: request.name });
        context.emit({ type: 'state', state: 'preparing', stage: 'checking' });
        const { findings, refused } = await context.check(request.source);
        for (const finding of findings) context.emit({ type: 'finding', finding });
        if (!refused) context.emit({ type: 'state', state: 'preparing', stage: 'containers' });
        await script.during?.(request.folder);
        for (const event of script.events ?? []) context.emit(event);
        if (script.closed !== undefined) context.onClosing?.(script.closed(output));
        const state = script.state ?? 'done';
        const tar = join(request.folder, 'results.tar');
        if (state === 'done') await writeFile(tar, await resultsTar());
        const report = reportOf(request.id, state, script, state === 'done' ? tar : null);
        context.emit(report);
        return report;
      },
    };
    const exitCode = await runPlanned(
      { ...planIn(cwd), ...plan },
      { ...flags, ...given },
      services,
      {
        stdout: { write: (text) => (output.stdout += text) },
        stderr: { write: (text) => (output.stderr += text) },
        env: {},
        cwd,
        outputLost: new AbortController().signal,
        setExitCode: () => {},
      },
      new AbortController().signal,
    );
    const jobs = await readdir(join(cwd, 'home', 'jobs'));
    return { exitCode, ...output, jobs };
  }

  it('that is done hands over the results and leaves nothing else', async () => {
    const { exitCode, stdout, jobs } = await run({
      counts: { fragments: 1200, results: 1200, merged: 1200 },
    });
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /^done {2}words in 6\.0 s: 1,200 fragments \(300\/s\), 64 bytes in, .*2 workers\nresults {2}words\.tar\n$/,
    );
    assert.deepEqual(jobs, []);
    assert.deepEqual((await readdir(cwd)).sort(), ['home', 'words.tar']);
  });

  it('that is done is told before its containers are gone, and does not end before', async () => {
    let toldBefore = false;
    const { stdout, exitCode } = await run({
      closed: async (output) => {
        // The containers go when somebody has read the answer: were it told later, this would wait for ever.
        while (!output.stdout.includes('results')) await new Promise(setImmediate);
        toldBefore = true;
      },
    });
    assert.deepEqual([toldBefore, exitCode], [true, 0]);
    assert.match(stdout, /^done/);
    await assert.rejects(run({ closed: () => Promise.reject(new Error('they stay')) }), /they stay/);
  });

  it('that failed is told of when its containers are gone: it may go on at once', async () => {
    let toldBefore: boolean | null = null;
    const { stderr } = await run({
      state: 'failed',
      failure: failure('user-error', 'process', 'the code failed'),
      counts: { fragments: 2, results: 1 },
      closed: async (output) => {
        for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
        toldBefore = output.stderr.includes('user-error');
      },
    });
    assert.equal(toldBefore, false);
    assert.match(stderr, /user-error/);
  });

  it('that failed has all that its code printed in a file, however much of it was shown', async () => {
    const texts = Array.from({ length: 500 }, (_, n) => `line ${n}`);
    const { stderr, jobs } = await run({
      state: 'failed',
      counts: { results: 3 },
      failure: failure('user-error', 'process', 'no', { fragment: 4 }),
      events: texts.map((text) => ({ type: 'log', role: 'worker', worker: 1, fragment: 4, text })),
    });
    assert.match(stderr, /^\[worker 1, fragment 4\] line 0$/m);
    assert.match(stderr, /395 lines of logs left out/);
    const file = join('home', 'jobs', jobs[0]!, 'log.jsonl');
    assert.ok(stderr.endsWith(`  all that its code printed is in ${file}\n`), stderr.slice(-300));
    const lines = (await readFile(join(cwd, file), 'utf8')).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => {
        const { atMs, ...rest } = JSON.parse(line);
        assert(atMs > 0);
        return rest;
      }),
      texts.map((text) => ({ role: 'worker', worker: 1, fragment: 4, text })),
    );
  });

  it('has its record on disk while it runs, with all that resuming needs', async () => {
    let record: JobRecord | null = null;
    await run({
      during: async (folder) => {
        record = await readJobRecord(folder);
      },
    });
    assert.deepEqual(record, {
      version: 1,
      id: 'abc123abc123',
      name: 'words',
      state: 'running',
      createdAtMs: 1_700_000_001_000,
      chief: (record as JobRecord | null)?.chief,
      package: { path: join(cwd, 'words'), processor: null, digest: fakeSource.digest },
      dataset: { path: '/data/d.csv', name: 'd.csv' },
      options: planIn(cwd).options,
      runtime: 'docker',
      out: { path: join(cwd, 'words.tar'), form: 'tar' },
      report: null,
    });
  });

  for (const [code, exitCode] of [
    ['user-error', 1],
    ['out-of-memory', 1],
    ['engine-unavailable', 4],
    ['image-missing', 4],
    ['internal', 1],
  ] as const satisfies readonly (readonly [FailureCode, number])[])
    it(`that fails with ${code} exits with ${exitCode}, says so, and publishes nothing`, async () => {
      const why = failure(code, 'process', 'it went wrong');
      const { stdout, stderr, ...rest } = await run({
        state: 'failed',
        failure: why,
        events: [{ type: 'failure', failure: { ...why, fragment: 3 } }],
      });
      assert.equal(rest.exitCode, exitCode);
      assert.equal(stdout, '');
      assert.equal(stderr.split('it went wrong').length, 2, 'told once');
      assert.match(stderr, new RegExp(`failed: ${code}`));
      assert.deepEqual(rest.jobs, []);
      assert.deepEqual(await readdir(cwd), ['home']);
    });

  it('that fails keeps what it has done, and says where', async () => {
    const { stderr, jobs } = await run({
      state: 'failed',
      failure: failure('user-error', 'process', 'no'),
      counts: { results: 5 },
    });
    assert.deepEqual(jobs, ['abc123abc123']);
    assert.match(stderr, /kept for 14 days in home\/jobs\/abc123abc123/);
    assert.equal((await readJobRecord(join(cwd, 'home/jobs/abc123abc123')))?.state, 'failed');
  });

  it('tells how it ended also where that cannot be noted', async () => {
    const { exitCode, stderr } = await run({
      state: 'failed',
      failure: failure('disk-limit', 'process', 'the disk is full'),
      counts: { results: 5 },
      during: (folder) => rm(folder, { recursive: true }),
    });
    assert.equal(exitCode, 1);
    assert.match(stderr, /failed: disk-limit {2}the disk is full/);
  });

  it('that is stopped can be gone on with, and says how', async () => {
    const script: Script = { state: 'cancelled', failure: failure('cancelled', 'process', 'stopped') };
    const { exitCode, stderr, jobs } = await run(script);
    assert.equal(exitCode, 130);
    assert.match(stderr, /butcher resume abc123abc123/);
    assert.doesNotMatch(stderr, /failed/);
    assert.deepEqual(jobs, ['abc123abc123']);
    const options = { ...planIn(cwd).options, resume: false };
    await rm(join(cwd, 'home'), { recursive: true });
    const without = await run(script, { resume: false }, { options });
    assert.deepEqual(without.jobs, []);
    assert.match(without.stderr, /nothing is left/);
  });

  it('that left fragments out keeps those, and no results twice', async () => {
    const failed: JobEvent = {
      type: 'failure',
      failure: failure('user-error', 'process', 'no threes', { fragment: 3 }),
    };
    const { exitCode, stdout, stderr } = await run(
      {
        counts: { fragments: 4, skipped: 1 },
        events: [failed],
        during: async (folder) => {
          for (const name of ['bundles', 'package', 'results']) await mkdir(join(folder, name));
        },
      },
      { onError: 'skip' },
      { options: { ...planIn(cwd).options, onError: 'skip' } },
    );
    assert.equal(exitCode, 0);
    assert.match(stderr, /failed {2}fragment 3: user-error: no threes/);
    assert.match(stdout, /1 left out/);
    assert.deepEqual((await readdir(join(cwd, 'home/jobs/abc123abc123'))).sort(), [
      'bundles',
      'job.json',
      'package',
    ]);
  });

  it('that is refused shows the findings once, as the checks do, and exits with 3', async () => {
    const findings = [finding('BUT207', 'warning'), finding('BUT301', 'error')];
    const { exitCode, stderr, jobs } = await run({
      check: { findings, errors: 1, warnings: 1, refused: true },
      state: 'refused',
      failure: failure('package-refused', 'checking', 'the package has an error'),
    });
    assert.equal(exitCode, 3);
    assert.equal(stderr.split('BUT207').length, 2);
    assert.equal(stderr.split('BUT301').length, 2);
    assert.deepEqual(jobs, []);
  });

  it('shows warnings of the checks when it goes on', async () => {
    const findings = [finding('BUT207', 'warning')];
    const { stderr } = await run({ check: { findings, errors: 0, warnings: 1, refused: false } });
    assert.match(stderr, /warning {2}BUT207 Split\.py:1: odd\nstarting the sandboxes/);
  });

  it('speaks only JSON on stdout with --json, the job first and the report last', async () => {
    const evil = 'a\x1b[2J\x9b\u202e';
    const { stdout } = await run(
      { events: [{ type: 'log', role: 'merger', worker: null, fragment: null, text: evil }] },
      { json: true, report: 'r.json' },
      { report: join(cwd, 'r.json') },
    );
    assert.match(stdout, /^[\n\x20-\x7e]*$/);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(events[0], { type: 'job', id: 'abc123abc123', name: 'words' });
    assert.equal(events.find(({ type }) => type === 'log').text, evil);
    const report = events.at(-1);
    assert.equal(report.type, 'report');
    assert.equal(report.results, join(cwd, 'words.tar'));
    assert.equal(events.filter(({ type }) => type === 'report').length, 1);
    assert.deepEqual(JSON.parse(await readFile(join(cwd, 'r.json'), 'utf8')), report);
  });

  it('warns loudly, and in the report, where nothing isolates the code', async () => {
    const { stdout, stderr } = await run({}, { json: true, runtime: 'process' }, { runtime: 'process' });
    assert.match(stderr, /Nothing isolates the package/);
    assert.match(JSON.parse(stdout.trimEnd().split('\n').at(-1)!).job.warnings[0], /Nothing isolates/);
  });

  it('keeps the results where they cannot be published, and says where', async () => {
    const { exitCode, stdout, stderr, jobs } = await run({
      during: () => writeFile(join(cwd, 'words.tar'), 'somebody else’s by now'),
    });
    assert.equal(exitCode, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /could not be written to .*words\.tar: something is there by now/);
    assert.match(stderr, /kept in home\/jobs\/abc123abc123\/results\.tar/);
    assert.deepEqual(jobs, ['abc123abc123']);
    assert.equal(await readFile(join(cwd, 'words.tar'), 'utf8'), 'somebody else’s by now');
  });
});

function planIn(cwd: string): RunPlan {
  return {
    id: 'abc123abc123',
    name: 'words',
    packagePath: join(cwd, 'words'),
    source: fakeSource,
    findings: [],
    processor: null,
    dataset: { path: '/data/d.csv', name: 'd.csv' },
    options: { ...plainOptions, workers: 2 },
    runtime: 'docker',
    out: { path: join(cwd, 'words.tar'), form: 'tar' },
    report: null,
    remarks: [],
  };
}

function reportOf(id: string, state: JobState, script: Script, results: string | null): JobReport {
  return {
    type: 'report',
    job: {
      id,
      name: 'words',
      state,
      package: fakeSource.digest,
      dataset: 'd.csv',
      counts: { fragments: 0, results: 0, merged: 0, failed: 0, skipped: 0, retried: 0, ...script.counts },
      bytes: { in: 64, out: 128 },
      seconds: { preparing: 1, running: 4, packing: 1 },
      peakMemory: unknownPeaks,
      workers: 2,
      engine: 'fake',
      distributions: [],
      warnings: [],
      failure: script.failure ?? null,
    },
    results,
  };
}

function finding(rule: string, severity: Finding['severity']): Finding {
  const place = { file: 'Split.py', line: 1, column: 1, endLine: 1, endColumn: 4 };
  return { rule, severity, message: 'odd', help: 'change it', ...place };
}

async function resultsTar(): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'a.txt', mode: 0o644, mtime: new Date(0) }, 'hello');
  archive.finalize();
  return buffer(archive);
}
