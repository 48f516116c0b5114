import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createJobFolder,
  jobFolder,
  keepJobFolder,
  keptDays,
  removeJobFolder,
  sweepJobFolders,
} from '../../src/home/job-folders.ts';
import { type JobRecord, readJobRecord } from '../../src/home/job-record.ts';
import { isRunning, ownIdentity, type ProcessIdentity } from '../../src/host/process-identity.ts';
import { plainOptions } from '../helpers/job-options.ts';

describe('job folders', () => {
  let home: string;
  let dead: ProcessIdentity;

  before(async () => {
    const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    dead = { pid: child.pid!, began: null };
    await once(child, 'exit');
  });
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-home-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('hold the record from the moment they have their name', async () => {
    const record = recordOf('a1', ownIdentity());
    const folder = await createJobFolder(home, record);
    assert.deepEqual(await readJobRecord(folder), record);
    assert.deepEqual(await readdir(join(home, 'jobs')), ['a1']);
  });

  it('of a dead chief become interrupted where they can be resumed, and go where they cannot', async () => {
    const folder = await createJobFolder(home, recordOf('a1', dead));
    await createJobFolder(home, recordOf('b2', dead, { resume: false }));
    assert.deepEqual(await sweepJobFolders(home, Date.now(), 'a1'), [], 'it is the own');
    assert.deepEqual(await sweepJobFolders(home, Date.now()), ['a1']);
    assert.deepEqual(await readdir(join(home, 'jobs')), ['a1']);
    const record = await readJobRecord(folder);
    assert.equal(record?.state, 'interrupted');
    assert.equal(record?.chief, null);
    assert.deepEqual(await sweepJobFolders(home, Date.now()), [], 'told once');
  });

  it('of a living chief are left alone, and so is what is not ours', async () => {
    await createJobFolder(home, recordOf('a1', ownIdentity(), { resume: false }));
    await mkdir(join(home, 'jobs', 'strange'));
    await writeFile(join(home, 'jobs', 'strange', 'job.json'), '{"version":99}');
    await mkdir(join(home, 'jobs', `.new-c3-${process.pid}`));
    assert.deepEqual(await sweepJobFolders(home, Date.now() + keptDays * 86_400_000 * 2), []);
    assert.deepEqual((await readdir(join(home, 'jobs'))).sort(), [`.new-c3-${process.pid}`, 'a1', 'strange']);
  });

  it('of a process that has the number of a dead one are not taken for living', () => {
    assert.equal(isRunning(ownIdentity()), true);
    assert.equal(isRunning({ pid: process.pid, began: 'another boot/1' }), false);
  });

  it('half made or half removed go with the next sweep', async () => {
    await mkdir(join(home, 'jobs', `.new-a1-${dead.pid}`), { recursive: true });
    await mkdir(join(home, 'jobs', '.old-b2', 'results'), { recursive: true });
    await sweepJobFolders(home, Date.now());
    assert.deepEqual(await readdir(join(home, 'jobs')), []);
  });

  it('kept after a failure go when their time is over', async () => {
    const record = recordOf('a1', ownIdentity());
    const folder = await createJobFolder(home, record);
    await keepJobFolder(folder, record, 'failed');
    const ended = new Date(Date.now() - (keptDays - 1) * 86_400_000);
    await utimes(folder, ended, ended);
    await sweepJobFolders(home, Date.now());
    assert.deepEqual(await readdir(join(home, 'jobs')), ['a1']);
    await sweepJobFolders(home, Date.now() + 2 * 86_400_000);
    assert.deepEqual(await readdir(join(home, 'jobs')), []);
  });

  it('are removed whole, and once more without complaint', async () => {
    const folder = await createJobFolder(home, recordOf('a1', ownIdentity()));
    await mkdir(join(folder, 'results', 'deep'), { recursive: true });
    await removeJobFolder(folder);
    await removeJobFolder(folder);
    assert.deepEqual(await readdir(join(home, 'jobs')), []);
  });

  it('leave nothing behind when the record cannot be written', async () => {
    const record = recordOf('a1', ownIdentity());
    await mkdir(jobFolder(home, 'a1'), { recursive: true });
    await writeFile(join(jobFolder(home, 'a1'), 'taken'), '');
    await assert.rejects(createJobFolder(home, record));
    assert.deepEqual(await readdir(join(home, 'jobs')), ['a1']);
  });
});

function recordOf(id: string, chief: ProcessIdentity | null, options: { resume?: boolean } = {}): JobRecord {
  return {
    version: 1,
    id,
    name: 'words',
    state: 'running',
    createdAtMs: 1,
    chief,
    package: { path: '/p', processor: null, digest: 'sha256:00' },
    dataset: null,
    options: { ...plainOptions, resume: options.resume ?? true },
    runtime: 'docker',
    out: { path: '/out.tar', form: 'tar' },
    report: null,
  };
}
