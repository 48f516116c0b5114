import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../src/bridge/messages.ts';
import { readJournal } from '../../src/jobs/disk/journal.ts';
import { runJob } from '../../src/jobs/run-job.ts';
import { systemClock } from '../../src/model/clock.ts';
import type { JobEvent } from '../../src/model/job-event.ts';
import type { JobReport } from '../../src/model/job-report.ts';
import type { JobOptions } from '../../src/model/job-request.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import type { PackageSource } from '../../src/model/package-source.ts';
import { loadPackage } from '../../src/package/load-package.ts';
import { ProcessRuntime } from '../../src/runtime/process/process-runtime.ts';
import { plainOptions } from '../helpers/job-options.ts';
import { partlyRemote } from '../helpers/partly-remote.ts';
import { clean } from '../helpers/run-fake-job.ts';

const count = 12;

/**
 * As many bytes as the dataset says, different in each fragment; the first waits until two workers have begun. The
 * merger fails at last where there is a file `stop` beside the package.
 */
const sources = {
  'Split.py': `
def splitter(path):
    size = int(open(path).read())
    for number in range(${count}):
        yield bytes([number]) * size
`,
  'Processor.py': `
import hashlib, os, time
folder = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
def Processor(fragment):
    open(os.path.join(folder, f"begun-{os.getpid()}"), "w").close()
    while sum(name.startswith("begun-") for name in os.listdir(folder)) < 2:
        time.sleep(0.01)
    return hashlib.sha256(fragment).digest() + fragment[::-1]
`,
  'Merge.py': `
import os
def merger(result, job_name):
    with open("all", "ab") as file:
        file.write(result)
def finish(job_name):
    folder = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    if os.path.exists(os.path.join(folder, "stop")):
        raise RuntimeError("not yet")
`,
};

function expectedDigest(size: number): string {
  const hash = createHash('sha256');
  for (let number = 0; number < count; number += 1) {
    const fragment = Buffer.alloc(size, number);
    hash.update(createHash('sha256').update(fragment).digest()).update(fragment);
  }
  return hash.digest('hex');
}

describe('a job with sandboxes here and elsewhere', () => {
  let root: string;
  let source: PackageSource;
  const runtime = new ProcessRuntime();

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-machines-'));
    const folder = join(root, 'package');
    await mkdir(folder);
    for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, name), text);
    const loaded = await loadPackage(folder, defaultLimits);
    assert.ok(loaded.kind === 'loaded' && loaded.source !== null);
    source = loaded.source;
  });
  after(async () => {
    await runtime.close();
    await rm(root, { recursive: true, force: true });
  });

  async function run(
    name: string,
    size: number,
    isRemote: (role: Role, nth: number) => boolean,
    { resuming = false, ...options }: Partial<JobOptions> & { resuming?: boolean } = {},
    emit: (event: JobEvent) => void = () => {},
  ): Promise<JobReport> {
    const dataset = join(root, `${size}.txt`);
    if (!resuming) await writeFile(dataset, String(size));
    return runJob(
      {
        ...{ id: name, name: 'machines', source, folder: join(root, name), resuming },
        dataset: { path: dataset, name: 'size.txt' },
        options: { ...plainOptions, workers: 2, ...options },
      },
      {
        runtime: partlyRemote(runtime, isRemote),
        clock: systemClock,
        check: async () => clean,
        signal: new AbortController().signal,
        emit,
      },
    );
  }

  async function mergedDigest(name: string): Promise<string> {
    const all = await readFile(join(root, name, 'resources', 'machines', 'results', 'all'));
    return createHash('sha256').update(all).digest('hex');
  }

  /** Types of the journal's records. */
  async function journalled(name: string): Promise<ReadonlySet<string>> {
    const { records } = await readJournal(join(root, name));
    return new Set(records.map(({ type }) => type));
  }

  for (const size of [64 * 1024, 1024 * 1024])
    it(`gives the same bytes with a worker of each kind at once, of ${size} bytes`, async () => {
      const name = `workers-${size}`;
      await mkdir(join(root, name));
      await writeFile(join(root, name, 'stop'), '');
      const report = await run(name, size, (role, nth) => role === 'worker' && nth % 2 === 0);
      assert.equal(report.job.failure?.message, 'RuntimeError: not yet');
      assert.deepEqual(report.job.machines, [
        { name: null, workers: 1, lost: 0 },
        { name: 'elsewhere', workers: 1, lost: 0 },
      ]);
      assert.equal(await mergedDigest(name), expectedDigest(size));
      const records = await journalled(name);
      assert.ok(records.has('results') && records.has('segment-results'), [...records].join());
      // What either kept counts for a chief that goes on.
      await rm(join(root, name, 'stop'));
      const again = await run(name, size, (role) => role === 'merger', { resuming: true });
      assert.equal(again.job.failure, null, again.job.failure?.message);
      assert.equal(await mergedDigest(name), expectedDigest(size));
    });

  it('tells what the start of a worker waits for, and warns of it in no report', async () => {
    const events: JobEvent[] = [];
    await mkdir(join(root, 'waiting'));
    const { job } = await run(
      'waiting',
      100,
      (role) => role === 'worker',
      {},
      (event) => {
        events.push(event);
      },
    );
    assert.equal(job.failure, null, job.failure?.message);
    const waits = events.filter((event) => event.type === 'warning');
    assert.deepEqual(waits[0], {
      type: 'warning',
      message: 'the job waits for a machine of the test',
      waitsFor: 'a machine of the test',
    });
    assert.deepEqual(job.warnings, []);
    const last = events.findLast((event) => event.type === 'progress')!;
    assert.equal(last.workers.machines !== undefined && last.workers.machines <= 1, true);
    assert.deepEqual(job.machines, [{ name: 'elsewhere', workers: 2, lost: 0 }]);
  });

  it('gives the same bytes whichever roles are elsewhere, with a journal or without', async () => {
    for (const remote of [['splitter'], ['merger'], ['worker'], ['splitter', 'merger']] as const) {
      const name = `roles-${remote.join('-')}`;
      const isRemote = (role: Role) => (remote as readonly Role[]).includes(role);
      const report = await run(name, 80_000, isRemote, { resume: remote.length > 1 });
      assert.equal(report.job.failure, null, `${name}: ${report.job.failure?.message}`);
      assert.equal(await mergedDigest(name), expectedDigest(80_000), name);
    }
  });
});
