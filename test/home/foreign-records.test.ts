import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, normalize } from 'node:path';
import fc from 'fast-check';
import type { ReadRecord } from '../../src/files/read-record.ts';
import { inspectJobs } from '../../src/home/find-job.ts';
import { type FinishedJob, inspectFinishedJob } from '../../src/home/finished-job.ts';
import { inspectJobRecord, type JobRecord } from '../../src/home/job-record.ts';
import { findRunningChief } from '../../src/home/running-chief.ts';
import { secureHome } from '../../src/home/secure-home.ts';
import { ownIdentity } from '../../src/host/process-identity.ts';
import { type ReplayBundle, readReplayBundle } from '../../src/jobs/replay/replay-bundle.ts';
import { failureCatalogue } from '../../src/model/failures.ts';
import { defaultLimits, type Limits } from '../../src/model/limits.ts';
import { isName } from '../../src/model/names.ts';
import { plainOptions } from '../helpers/job-options.ts';
import { nasty, spoilt } from '../helpers/spoilt.ts';
import { reportOf } from '../helpers/stored-things.ts';

const sentence = /^the record .* cannot be read: \S.*[^.]$/;

const job: JobRecord = {
  version: 1,
  id: 'abcdefgh2345',
  name: 'words',
  state: 'failed',
  createdAtMs: 1,
  chief: ownIdentity(),
  package: { path: '/p', processor: '/q.py', digest: `sha256:${'0'.repeat(64)}` },
  dataset: { path: '/data.csv', name: 'data.csv' },
  options: { ...plainOptions, maxFailed: { count: 1 }, ociRuntime: 'runsc' },
  runtime: 'docker',
  out: { path: '/out.tar', form: 'tar' },
  report: '/r.json',
};
const finished: FinishedJob = {
  report: { type: 'report', job: reportOf('x'), results: '/out.tar' },
  publishing: '12:34',
};
const bundle: ReplayBundle = {
  job: job.id,
  package: job.package.digest,
  fragment: 2,
  attempts: 1,
  limits: defaultLimits,
  failure: reportOf('x').failure!,
};

describe('records that somebody has changed', function () {
  this.timeout(60_000);
  let home: string;
  let folder: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-foreign-'));
    folder = join(home, 'jobs', job.id);
    await mkdir(join(folder, 'bundles', '2'), { recursive: true });
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const records = [
    {
      file: 'job.json',
      record: job,
      read: () => inspectJobRecord(folder) as Promise<ReadRecord<unknown>>,
      harmless: (value: JobRecord) => {
        assert.equal(value.id, job.id);
        assert.ok(isName(value.name));
        const { path, processor, digest } = value.package;
        for (const each of [path, processor, value.dataset?.path, value.out.path, value.report])
          if (each != null) assertPath(each);
        assert.match(digest, /^sha256:[0-9a-f]+$/);
        if (value.dataset !== null) assert.doesNotMatch(value.dataset.name, /\/|^\.{0,2}$|\0/);
        assert.match(value.options.ociRuntime ?? 'runc', /^[\w.-]+$/);
        assertLimits(value.options.limits);
      },
    },
    {
      file: 'finished.json',
      record: finished,
      read: () => inspectFinishedJob(folder) as Promise<ReadRecord<unknown>>,
      harmless: ({ report, publishing }: FinishedJob) => {
        assert.ok(isName(report.job.name));
        assert.match(report.job.id, /^[\w-]+$/);
        if (publishing !== null) assert.match(publishing, /^\d+:\d+$/);
        if (report.job.failure !== null) assert.ok(report.job.failure.code in failureCatalogue);
      },
    },
    {
      file: 'bundles/2/bundle.json',
      record: bundle,
      read: () => readReplayBundle(join(folder, 'bundles', '2')) as Promise<ReadRecord<unknown>>,
      harmless: (value: ReplayBundle) => {
        assert.equal(value.fragment, 2);
        assert.match(value.job, /^[\w-]+$/);
        assert.ok(value.failure.code in failureCatalogue);
        if (value.limits !== undefined) assertLimits(value.limits);
      },
    },
  ] as const;

  for (const { file, record, read, harmless } of records) {
    const write = (value: unknown) => writeFile(join(folder, file), JSON.stringify(value));
    const assertSafe = async (what: string) => {
      const found = await read();
      if (found.kind === 'read') harmless(found.value as never);
      else if (found.kind === 'unreadable') assert.match(found.problem, sentence, what);
      else assert.fail(`${what}: missing`);
      return found.kind;
    };

    it(`${file} is read as it was written, and with any field changed refused or harmless`, async () => {
      await write(record);
      assert.equal(await assertSafe('as it was'), 'read');
      let refused = 0;
      let all = 0;
      for (const { what, value } of spoilt(record)) {
        await write(value);
        all += 1;
        if ((await assertSafe(what)) === 'unreadable') refused += 1;
      }
      assert.ok(refused > all / 2, `${refused} of ${all} refused`);
    });

    it(`${file} may hold anything at all`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.constantFrom(...nasty)), async (value) => {
          await write(value);
          assert.equal(await assertSafe(JSON.stringify(value)), 'unreadable');
        }),
        { numRuns: 50 },
      );
      for (const bytes of [
        '',
        '{',
        '[[[[',
        '\u0000',
        '{"version":1,"version":2}',
        Buffer.from([0xff, 0xfe]),
      ]) {
        await writeFile(join(folder, file), bytes);
        assert.equal(await assertSafe(String(bytes)), 'unreadable');
      }
    });

    it(`${file} is not read through a link, from a FIFO, or where it is huge`, async () => {
      const path = join(folder, file);
      await writeFile(join(home, 'real'), JSON.stringify(record));
      await symlink(join(home, 'real'), path);
      assert.equal(await assertSafe('a link'), 'unreadable');
      await rm(path);
      execFileSync('mkfifo', [path]);
      assert.equal(await assertSafe('a FIFO'), 'unreadable');
      await rm(path);
      execFileSync('truncate', ['-s', '1T', path]);
      assert.equal(await assertSafe('huge'), 'unreadable');
    });
  }

  it('job.json of another job, and folders that are links or open to others, are no jobs', async () => {
    const write = (where: string) => writeFile(join(where, 'job.json'), JSON.stringify(job));
    await write(folder);
    assert.equal((await inspectJobs(home)).known.length, 1);
    await mkdir(join(home, 'jobs', 'other'));
    await write(join(home, 'jobs', 'other'));
    await mkdir(join(home, 'elsewhere', job.id), { recursive: true });
    const linked = { ...job, id: 'link' };
    await writeFile(join(home, 'elsewhere', job.id, 'job.json'), JSON.stringify(linked));
    await symlink(join(home, 'elsewhere', job.id), join(home, 'jobs', 'link'));
    await chmod(folder, 0o777);
    const { known, broken } = await inspectJobs(home);
    assert.deepEqual(known, []);
    assert.equal(broken.length, 3);
    for (const { problem } of broken) assert.match(problem, sentence);
    assert.match(broken.find(({ id }) => id === 'link')!.problem, /it is a link$/);
  });

  it('chief.json names this user’s own running process and an address, or nobody', async () => {
    const chief = { process: ownIdentity(), address: 'http://127.0.0.1:7878' };
    const path = join(home, 'chief.json');
    await writeFile(path, JSON.stringify(chief));
    assert.deepEqual(await findRunningChief(home), chief);
    for (const { value } of spoilt(chief)) {
      await writeFile(path, JSON.stringify(value));
      const found = await findRunningChief(home);
      if (found !== null) assert.equal(new URL(found.address).pathname, '/');
    }
    await rm(path);
    await writeFile(join(home, 'real'), JSON.stringify(chief));
    await symlink(join(home, 'real'), path);
    assert.equal(await findRunningChief(home), null);
  });
});

describe('a home', () => {
  const folders = ['jobs', 'checks'];
  let home: string;
  const mode = async (name: string) => (await stat(join(home, name))).mode & 0o777;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-loose-'));
    for (const folder of folders) await mkdir(join(home, folder));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('that others may write to is closed, and so is what they could read of its secrets', async () => {
    await chmod(home, 0o777);
    for (const folder of folders) await chmod(join(home, folder), 0o777);
    for (const name of ['admin.token', 'chief.json', 'serve.lock', 'butcher.db']) {
      await writeFile(join(home, name), 'secret');
      await chmod(join(home, name), 0o666);
    }
    assert.equal(await secureHome(home), null);
    assert.equal(await mode('.'), 0o755);
    for (const folder of folders) assert.equal(await mode(folder), 0o755, folder);
    for (const name of ['admin.token', 'chief.json', 'serve.lock', 'butcher.db'])
      assert.equal(await mode(name), 0o600, name);
    assert.equal(await readFile(join(home, 'admin.token'), 'utf8'), 'secret');
  });

  it('is refused where it is everybody’s, or where a link leads out of it; one that is not there is fine', async () => {
    assert.equal(await secureHome(join(home, 'none')), null);
    const { TMPDIR } = process.env;
    await chmod(home, 0o1777);
    try {
      process.env.TMPDIR = home;
      assert.match((await secureHome(home))!, /open for others to write to\. Set BUTCHER_HOME/);
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    }
    assert.equal((await stat(home)).mode & 0o7777, 0o1777);
    // As a disk of one's own is when it was just mounted.
    assert.equal(await secureHome(home), null);
    assert.equal((await stat(home)).mode & 0o7777, 0o1755);
    // A decoy, since with the control off what the link leads to is changed.
    await writeFile(join(home, 'decoy'), '');
    await symlink(join(home, 'decoy'), join(home, 'admin.token'));
    assert.match((await secureHome(home))!, /admin\.token is a link/);
  });
});

function assertPath(path: string): void {
  assert.ok(isAbsolute(path) && normalize(path) === path.replace(/\/+/g, '/') && !path.includes('\0'), path);
}

function assertLimits(limits: Limits): void {
  for (const value of Object.values(limits)) assert.ok(Number.isFinite(value) && value > 0);
}
