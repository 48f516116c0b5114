import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { tarMembers } from '../helpers/compare-tars.ts';
import { runRealJob } from '../helpers/run-real-job.ts';
import { TemporaryHome } from '../helpers/runtime-job.ts';

/** Takes leave of the chief as early as it can, and writes on. */
const merger = `
import atexit, os, time

def merger(result, job_name):
    pass

def write_on():
    os.closerange(3, 100)
    with open("late", "w") as file:
        for number in range(30):
            file.write(f"{number}\\n")
            file.flush()
            time.sleep(0.01)

atexit.register(write_on)
`;

describe('results that are written when the merger has said all', () => {
  let home: TemporaryHome;
  let runtime: DockerRuntime;
  before(async () => {
    home = await TemporaryHome.make();
    runtime = new DockerRuntime({ home: home.path });
  });
  after(async () => {
    await runtime.close();
    await home.remove();
  });

  it('are all in the tar, which is not begun while anything of it lives', async () => {
    const { job, results } = await runRealJob({
      ...{ home: home.path, runtime, name: 'late' },
      files: {
        'Split.py': 'def splitter(dataset_path):\n    yield b"all"\n',
        'Processor.py': 'def processor(fragment):\n    return fragment\n',
        'Merge.py': merger,
      },
    });
    assert.equal(job.state, 'done', job.failure?.message);
    const late = (await tarMembers(await readFile(results!))).get('late');
    assert.equal(late?.bytes.toString(), Array.from({ length: 30 }, (_, number) => `${number}\n`).join(''));
  });
});
