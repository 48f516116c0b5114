import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { handOver, handOverAgain } from '../../../src/cli/run/hand-over.ts';
import { unreadableReport } from '../../../src/cli/run/unreadable-report.ts';
import { readFinishedJob } from '../../../src/home/finished-job.ts';
import { createJobFolder } from '../../../src/home/job-folders.ts';
import type { JobRecord } from '../../../src/home/job-record.ts';
import { ownIdentity } from '../../../src/host/process-identity.ts';
import type { JobReport } from '../../../src/model/job-report.ts';
import { plainOptions } from '../../helpers/job-options.ts';

const id = 'abcdefgh2345';
/** More than is done in passing. */
const manyBytes = 5 * 1024 * 1024;

describe('handing results over', () => {
  let cwd: string;
  let folder: string;
  let record: JobRecord;
  let done: JobReport;

  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-hand-over-'));
    record = recordOf(join(cwd, 'out'));
    folder = await createJobFolder(join(cwd, 'home'), record);
    const archive = pack();
    archive.entry({ name: 'a.txt' }, 'hello');
    archive.finalize();
    await writeFile(join(folder, 'results.tar'), await buffer(archive));
    await mkdir(join(folder, 'segments/fragments'), { recursive: true });
    await writeFile(join(folder, 'segments/fragments/fragments-1'), '');
    const report = unreadableReport(id, 'words', null);
    done = { ...report, job: { ...report.job, state: 'done', failure: null } };
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  const grow = () => truncate(join(folder, 'segments/fragments/fragments-1'), manyBytes);

  for (const many of [true, false])
    it(`leaves nothing of the job where ${many ? 'many' : 'few'} bytes are to be removed`, async () => {
      if (many) await grow();
      const { report, unpublished, keptFolder } = await handOver(done, folder, record);
      assert.deepEqual([report.results, unpublished, keptFolder], [join(cwd, 'out'), null, null]);
      assert.equal(await readFile(join(cwd, 'out/a.txt'), 'utf8'), 'hello');
      assert.deepEqual(await readdir(join(cwd, 'home/jobs')), []);
    });

  it('keeps the results where they cannot be put to their place, and may go on without the rest', async () => {
    await grow();
    await writeFile(join(cwd, 'file'), '');
    const { report, unpublished, keptFolder } = await handOver(done, folder, recordOf(join(cwd, 'file/out')));
    assert.match(unpublished!, /^The results could not be written to .*\/file\/out: /);
    assert.deepEqual([report.results, keptFolder], [join(folder, 'results.tar'), folder]);
    assert.deepEqual((await readdir(folder)).sort(), ['finished.json', 'job.json', 'results.tar']);
    const finished = (await readFinishedJob(folder))!;
    assert.equal((await handOverAgain(finished, folder, record)).keptFolder, null);
    assert.equal(await readFile(join(cwd, 'out/a.txt'), 'utf8'), 'hello');
  });

  it('removes nothing before it is noted that the results are all there', async () => {
    await grow();
    await mkdir(join(folder, 'finished.json/in the way'), { recursive: true });
    const { unpublished } = await handOver(done, folder, record);
    assert.match(unpublished!, /could not be written/);
    assert.deepEqual(await readdir(join(folder, 'segments/fragments')), ['fragments-1']);
  });
});

function recordOf(path: string): JobRecord {
  return {
    version: 1,
    ...{ id, name: 'words', state: 'running', createdAtMs: 0, chief: ownIdentity() },
    package: { path: '/p', processor: 'Processor', digest: `sha256:${'0'.repeat(64)}` },
    ...{ dataset: null, options: plainOptions, runtime: 'process', report: null },
    out: { path, form: 'folder' },
  };
}
