import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJob } from '../../src/jobs/run-job.ts';
import { systemClock } from '../../src/model/clock.ts';
import type { JobReport } from '../../src/model/job-report.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import type { PackageSource } from '../../src/model/package-source.ts';
import { loadPackage } from '../../src/package/load-package.ts';
import { ProcessRuntime } from '../../src/runtime/process/process-runtime.ts';
import { plainOptions } from '../helpers/job-options.ts';
import { clean } from '../helpers/run-fake-job.ts';

const fragments = 40;

/** Fragments of 0 to 200 KB, so that some travel in segments and some on the bridge; each is worked on for a while. */
const sources = {
  'Split.py': `
def splitter(path):
    for number in range(${fragments}):
        yield bytes([number]) * (number * 5003)
`,
  'Processor.py': `
import hashlib, time
def Processor(fragment):
    time.sleep(0.01)
    return hashlib.sha256(fragment).digest() + fragment[::-1]
`,
  'Merge.py': `
def merger(result, job_name):
    with open("all", "ab") as file:
        file.write(result)
`,
};

describe('segments', () => {
  let root: string;
  let source: PackageSource;
  let expected: string;
  const runtime = new ProcessRuntime();

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-segments-'));
    const folder = join(root, 'package');
    await mkdir(folder);
    for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, name), text);
    const loaded = await loadPackage(folder, defaultLimits);
    assert.ok(loaded.kind === 'loaded' && loaded.source !== null);
    source = loaded.source;
    const hash = createHash('sha256');
    for (let number = 0; number < fragments; number += 1) {
      const fragment = Buffer.alloc(number * 5003, number);
      hash.update(createHash('sha256').update(fragment).digest()).update(fragment);
    }
    expected = hash.digest('hex');
  });
  after(async () => {
    await runtime.close();
    await rm(root, { recursive: true, force: true });
  });

  async function run(
    folder: string,
    options: { resume?: boolean; resuming?: boolean; stopAt?: number } = {},
  ): Promise<JobReport> {
    const stop = new AbortController();
    return runJob(
      {
        id: 'segments',
        name: 'segments',
        source,
        dataset: null,
        folder: join(root, folder),
        resuming: options.resuming ?? false,
        options: { ...plainOptions, workers: 2, resume: options.resume ?? true },
      },
      {
        runtime,
        clock: {
          ...systemClock,
          // Progress is told at every tick, so that the job can be stopped in the middle.
          now: () => systemClock.now() * 10,
        },
        check: async () => clean,
        signal: stop.signal,
        emit: (event) => {
          if (
            event.type === 'progress' &&
            event.counts.results >= (options.stopAt ?? Number.POSITIVE_INFINITY)
          )
            stop.abort();
        },
      },
    );
  }

  async function mergedDigest(folder: string): Promise<string> {
    return createHash('sha256')
      .update(await readFile(join(root, folder, 'resources', 'segments', 'results', 'all')))
      .digest('hex');
  }

  it('carry large payload both ways, and leave the results where they can be found again', async () => {
    const report = await run('durable');
    assert.equal(report.job.failure, null);
    assert.equal(await mergedDigest('durable'), expected);
    const names = await readdir(join(root, 'durable', 'segments', 'results'));
    assert.ok(names.length >= 2);
    const sizes = await Promise.all(
      names.map(async (name) => (await readFile(join(root, 'durable', 'segments', 'results', name))).length),
    );
    assert.ok(sizes.some((size) => size > 100_000));
  });

  it('are used again where nothing has to last', async () => {
    const report = await run('scratch', { resume: false });
    assert.equal(report.job.failure, null);
    assert.equal(await mergedDigest('scratch'), expected);
  });

  it('let a job go on after an interruption, and a damaged one is computed again', async () => {
    const first = await run('resumed', { stopAt: 25 });
    assert.equal(first.job.state, 'cancelled');
    const results = join(root, 'resumed', 'segments', 'results');
    for (const name of await readdir(results)) {
      const bytes = await readFile(join(results, name));
      if (bytes.length < 60_000) continue;
      const handle = await open(join(results, name), 'r+');
      await handle.write(Buffer.from([bytes[50_000]! ^ 1]), 0, 1, 50_000);
      await handle.close();
      break;
    }
    const second = await run('resumed', { resuming: true });
    assert.equal(second.job.failure, null);
    assert.match(second.job.warnings.join(), /damaged/);
    assert.equal(await mergedDigest('resumed'), expected);
  });
});
