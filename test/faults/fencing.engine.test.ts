import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { execa } from 'execa';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { overlayPlace, overlayRuntime } from '../../src/runtime/overlay.ts';
import type { JobPlace, Runtime, Sandbox } from '../../src/runtime/runtime.ts';
import { removeTree } from '../../src/trees/trees.ts';
import { tarMembers } from '../helpers/compare-tars.ts';
import { containersOf } from '../helpers/docker-containers.ts';
import { type RealJob, runRealJob } from '../helpers/run-real-job.ts';

const fragments = 60;

/** Slow enough for two workers that one of them can be missing for a second. */
const patient = {
  'Split.py': `
def splitter(path):
    for number in range(${fragments}):
        yield number.to_bytes(2, "big")
`,
  'Processor.py': `
import time
def Processor(fragment):
    time.sleep(0.06)
    return fragment * 2
`,
  'Merge.py': `
def merger(result, job_name):
    with open("all", "ab") as file:
        file.write(result)
`,
};

/** Looks for the socket by which its harness came to the chief, and tries to come a second time. */
const second = {
  ...patient,
  'Split.py': 'def splitter(path):\n    yield b""\n',
  'Processor.py': `
import os, socket
def Processor(fragment):
    found = os.listdir("/run/butcher")
    try:
        socket.socket(socket.AF_UNIX).connect("/run/butcher/bridge.sock")
        return b"connected"
    except OSError as error:
        return f"{found} {error.strerror}".encode()
`,
};

describe('a container that the chief has given up', function () {
  this.timeout(120_000);
  let home: string;
  let runtime: DockerRuntime;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-fencing-'));
    runtime = new DockerRuntime({ home });
  });
  afterEach(async () => assert.deepEqual(await containersOf(home), []));
  after(async () => {
    await runtime.close();
    await removeTree(home);
  });

  async function run(name: string, files: Readonly<Record<string, string>>, more: Partial<RealJob> = {}) {
    const limits = { fragmentSeconds: 1 };
    const report = await runRealJob({ home, runtime, name, files, limits, ...more });
    assert.equal(report.job.failure, null);
    return { counts: report.job.counts, tar: await readFile(report.results!) };
  }

  it('answers late and is not heard: its fragment is done by another, to the same bytes and counts', async () => {
    const undisturbed = await run('undisturbed', patient);
    const frozen = new FirstWorker(runtime);
    const retries: unknown[] = [];
    const { counts, tar } = await run('frozen', patient, {
      runtime: frozen.runtime,
      onEvent: (event) => {
        if (event.type === 'progress' && event.counts.results > 0) frozen.freeze();
        if (event.type === 'retry') retries.push([event.code, event.fragments]);
      },
    });
    assert.ok(frozen.late !== null, 'it answered between the order to kill it and its death');
    assert.deepEqual(retries, [['fragment-timeout', [frozen.late]]]);
    assert.deepEqual(counts, { ...undisturbed.counts, retried: 1 });
    assert.ok(tar.equals(undisturbed.tar));
  });

  it('finds no way to the chief beside its one connection', async () => {
    const { tar } = await run('second', second);
    const members = await tarMembers(tar);
    assert.equal(members.get('all')?.bytes.toString(), '[] No such file or directory');
  });
});

/** A runtime whose first worker can be frozen; when it is to be killed it thaws, and dies when it has answered. */
class FirstWorker {
  readonly runtime: Runtime;
  /** Number of the first fragment in its answer. */
  late: number | null = null;
  #worker: Sandbox | null = null;
  #frozen: Promise<unknown> | null = null;

  constructor(runtime: Runtime) {
    this.runtime = overlayRuntime(runtime, {
      openJob: async (spec) => this.#watch(await runtime.openJob(spec)),
    });
  }

  freeze(): void {
    this.#frozen ??= execa('docker', ['pause', this.#worker!.id]);
  }

  #watch(job: JobPlace): JobPlace {
    return overlayPlace(job, {
      start: async (request) => {
        const sandbox = await job.start(request);
        if (request.role !== 'worker' || this.#worker !== null) return sandbox;
        this.#worker = sandbox;
        const kill = sandbox.destroy.bind(sandbox);
        let gone: Promise<void> | null = null;
        const destroy = () => {
          gone ??= this.#answered(sandbox).then(kill);
          return gone;
        };
        // Docker thaws a container that gets a signal; this one is to stay frozen until it is killed.
        return Object.assign(sandbox, { destroy, askForStack: () => {} });
      },
    });
  }

  async #answered(sandbox: Sandbox): Promise<void> {
    if (this.#frozen === null) return;
    await this.#frozen;
    const answer = new Promise<number>((resolve) => {
      sandbox.stream.on('data', (chunk: Buffer) => {
        const first = /"type":\s*"results",\s*"first":\s*(\d+)/.exec(chunk.toString('latin1'))?.[1];
        if (first !== undefined) resolve(Number(first));
      });
    });
    await execa('docker', ['unpause', sandbox.id]);
    this.late = await answer;
    for (let turns = 0; turns < 50; turns += 1) await turn();
  }
}
