import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../src/model/failures.ts';
import type { JobEvent } from '../../src/model/job-event.ts';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { ProcessRuntime } from '../../src/runtime/process/process-runtime.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { runRealJob } from '../helpers/run-real-job.ts';
import { TemporaryHome } from '../helpers/runtime-job.ts';

const splitter = 'def splitter(path):\n    for number in range(1, 5):\n        yield b"%d" % number\n';
const merger = 'def merger(result, job_name):\n    pass\n';

/** A processor that prints without the end of a line, and then does this with the second fragment. */
function processor(deed: string): string {
  return `import os, sys, time
def Processor(fragment):
    if fragment == b"2":
        print("about to divide", fragment.decode(), end="")
        ${deed}
    return fragment
`;
}

const runtimes: readonly (readonly [name: string, open: (home: string) => Runtime])[] = [
  ['process', () => new ProcessRuntime()],
  ['docker', (home) => new DockerRuntime({ home })],
];

for (const [kind, open] of runtimes)
  describe(`what was printed last, with the runtime ${kind}`, function () {
    this.timeout(60_000);
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

    for (const onError of ['fail', 'skip'] as const)
      for (const [name, deed, code] of [
        ['raises', '1 / 0', 'user-error'],
        ['leaves', 'sys.exit(3)', 'exited-early'],
        ['flushes and leaves at once', 'sys.stdout.flush(); os._exit(3)', 'exited-early'],
        ['sleeps for too long', 'time.sleep(600)', 'fragment-timeout'],
      ] as const)
        it(`is in the log where the processor ${name}, with --on-error ${onError}`, async () => {
          const events: JobEvent[] = [];
          const { job } = await runRealJob({
            ...{ home: home.path, runtime, name: 'words', onError },
            files: { 'Split.py': splitter, 'Processor.py': processor(deed), 'Merge.py': merger },
            limits: { fragmentSeconds: code === 'fragment-timeout' ? 0.3 : 60 },
            onEvent: (event) => events.push(event),
          });
          const told = events.flatMap((event) => (event.type === 'failure' ? [event.failure] : []));
          const failure: Failure | null | undefined = onError === 'skip' ? told[0] : job.failure;
          assert.equal(failure?.code, code, JSON.stringify(failure));
          const lines = events.flatMap((event) => (event.type === 'log' ? [event] : []));
          const last = lines.filter(({ text }) => text === 'about to divide 2');
          assert.ok(last.length > 0, JSON.stringify(lines));
          assert.ok(last.every(({ role, fragment }) => role === 'worker' && fragment === 2));
          // Either of the two streams may come first.
          assert.match(await readFile(join(failure.bundle!, 'log'), 'utf8'), /^about to divide 2\n{0,2}$/);
        });
  });
