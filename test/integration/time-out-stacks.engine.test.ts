import assert from 'node:assert/strict';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { ProcessRuntime } from '../../src/runtime/process/process-runtime.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { runRealJob } from '../helpers/run-real-job.ts';
import { TemporaryHome } from '../helpers/runtime-job.ts';

const splitter = 'def splitter(dataset_path):\n    yield b"x"\n';
const processor = 'def Processor(fragment):\n    return fragment\n';
const merger = 'def merger(result, job_name):\n    pass\n';

interface Hang {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly code: string;
  readonly file: string;
  readonly line: number;
  /** The package's own frames, outermost first. */
  readonly frames: readonly string[];
}

const hangs: readonly Hang[] = [
  {
    name: 'a loop in Python, in a helper',
    files: {
      'Processor.py':
        'from tools import spin\n\n\ndef Processor(fragment):\n    spin()\n    return fragment\n',
      'tools.py': 'def spin():\n    while True:\n        pass\n',
    },
    code: 'fragment-timeout',
    file: 'tools.py',
    line: 2,
    frames: ['File "Processor.py", line 5, in Processor', 'File "tools.py", line'],
  },
  {
    name: 'a regular expression, which never lets another thread run',
    files: {
      'Processor.py':
        'import re\n\n\ndef Processor(fragment):\n    re.match(r"(a+)+$", "a" * 60 + "b")\n    return fragment\n',
    },
    code: 'fragment-timeout',
    file: 'Processor.py',
    line: 5,
    frames: ['File "Processor.py", line 5, in Processor'],
  },
  {
    name: 'a splitter that sleeps',
    files: {
      'Split.py':
        'import time\n\n\ndef splitter(dataset_path):\n    yield b"x"\n    time.sleep(600)\n    yield b"y"\n',
    },
    code: 'splitter-stalled',
    file: 'Split.py',
    line: 6,
    frames: ['File "Split.py", line 6, in splitter'],
  },
  {
    name: 'a merger that computes a number in C',
    files: { 'Merge.py': 'def merger(result, job_name):\n    return len(str(3 ** (10**8)))\n' },
    code: 'merge-timeout',
    file: 'Merge.py',
    line: 2,
    frames: ['File "Merge.py", line 2, in merger'],
  },
  {
    name: 'a finish that waits for a thread',
    files: {
      'Merge.py': `${merger}\n\ndef finish(job_name):\n    from threading import Event\n    Event().wait()\n`,
    },
    code: 'merge-timeout',
    file: 'Merge.py',
    line: 7,
    frames: ['File "Merge.py", line 7, in finish'],
  },
];

const runtimes: readonly (readonly [name: string, open: (home: string) => Runtime])[] = [
  ['process', () => new ProcessRuntime()],
  ['docker', (home) => new DockerRuntime({ home })],
];

for (const [kind, open] of runtimes)
  describe(`a time-out shows where, with the runtime ${kind}`, () => {
    let home: TemporaryHome;
    let runtime: Runtime;
    before(async () => {
      home = await TemporaryHome.make();
      runtime = open(home.path);
    });
    after(async () => {
      await runtime.close();
      await home.remove();
    });

    for (const { name, files, code, file, line, frames } of hangs)
      it(`of ${name}`, async () => {
        const { job } = await runRealJob({
          home: home.path,
          runtime,
          name: 'hangs',
          files: { 'Split.py': splitter, 'Processor.py': processor, 'Merge.py': merger, ...files },
          limits: { fragmentSeconds: 1, splitSeconds: 1, mergeSeconds: 1 },
        });
        const { failure } = job;
        assert.equal(failure?.code, code, JSON.stringify(failure));
        assert.equal(failure.file, file, JSON.stringify(failure));
        assert.ok(failure.line !== null && Math.abs(failure.line - line) <= 1, `${failure.line}`);
        const told = failure.traceback ?? '';
        let at = 0;
        for (const frame of frames) {
          at = told.indexOf(frame, at);
          assert.ok(at >= 0, `${frame} is not, or not there, in\n${told}`);
        }
        assert.doesNotMatch(told, /butcher_harness|\/app\/|threading\.py/);
      });
  });
