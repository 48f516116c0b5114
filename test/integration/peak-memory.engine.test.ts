import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits } from '../../src/model/limits.ts';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { ProcessRuntime } from '../../src/runtime/process/process-runtime.ts';
import { removeTree } from '../../src/trees/trees.ts';
import { runRealJob } from '../helpers/run-real-job.ts';

const MiB = 1024 * 1024;

/** A worker takes 100 MiB for one fragment and gives them back, the merger 70 MiB at its very end. */
const hungry = {
  'Split.py': `
def splitter(path):
    for number in range(6):
        yield bytes([number])
`,
  'Processor.py': `
def Processor(fragment):
    if fragment[0] == 3:
        taken = bytearray(100 << 20)
    return fragment
`,
  'Merge.py': `
def merger(result, job_name):
    pass
def finish(job_name):
    taken = bytearray(70 << 20)
`,
};
const failing = {
  ...hungry,
  'Processor.py': `
def Processor(fragment):
    taken = bytearray(100 << 20)
    raise ValueError("enough")
`,
};

/** 400 MiB of results, at a pace that any disk keeps up with. */
const large = {
  'Split.py': `
def splitter(path):
    for number in range(400):
        yield bytes(1 << 20)
`,
  'Processor.py': `
import time
def Processor(fragment):
    time.sleep(0.01)
    return fragment
`,
  'Merge.py': `
def merger(result, job_name):
    pass
`,
};

describe('the peak memory of a real job', function () {
  this.timeout(60_000);
  let home: string;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-peak-'));
  });
  after(() => removeTree(home));

  const runtimes = [
    ['containers', () => new DockerRuntime({ home })],
    ['processes', () => new ProcessRuntime()],
  ] as const;
  for (const [what, open] of runtimes)
    it(`is told by role, whatever ended its ${what}`, async () => {
      const runtime = open();
      try {
        const done = await runRealJob({ home, runtime, name: `hungry-${what}`, files: hungry });
        assert.equal(done.job.failure, null);
        const { splitter, worker, merger } = done.job.peakMemory;
        const told = JSON.stringify(done.job.peakMemory);
        assert.ok(splitter! > MiB && splitter! < 60 * MiB, told);
        assert.ok(worker! > 100 * MiB && worker! < defaultLimits.memory, told);
        assert.ok(merger! > 70 * MiB && merger! < 100 * MiB, told);

        const failed = await runRealJob({ home, runtime, name: `failing-${what}`, files: failing });
        assert.equal(failed.job.failure?.code, 'user-error');
        const peaks = failed.job.peakMemory;
        assert.ok(peaks.worker! > 100 * MiB && peaks.merger! < 60 * MiB, JSON.stringify(peaks));
      } finally {
        await runtime.close();
      }
    });

  it('does not grow with results that are kept on disk', async () => {
    const runtime = new DockerRuntime({ home });
    try {
      const { job } = await runRealJob({ home, runtime, name: 'large', files: large });
      assert.equal(job.failure, null);
      const { worker, merger } = job.peakMemory;
      assert.ok(worker! < 130 * MiB && merger! < 130 * MiB, JSON.stringify(job.peakMemory));
    } finally {
      await runtime.close();
    }
  });
});
