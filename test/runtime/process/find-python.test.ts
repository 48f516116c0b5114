import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../../../src/host/process-identity.ts';
import type { Clock } from '../../../src/model/clock.ts';
import { FailureError } from '../../../src/model/failures.ts';
import { findPython } from '../../../src/runtime/process/find-python.ts';
import { ProcessRuntime } from '../../../src/runtime/process/process-runtime.ts';
import { assertCrashesEarly } from '../../conformance/runtime.ts';
import { runtimePackage } from '../../conformance/runtime-program.ts';
import { plainImage, TemporaryHome, withJob } from '../../helpers/runtime-job.ts';

describe('findPython', () => {
  let home: TemporaryHome;

  before(async () => {
    home = await TemporaryHome.make();
  });
  after(() => home.remove());

  async function program(name: string, text: string): Promise<string> {
    const path = join(home.path, name);
    await writeFile(path, `#!/bin/sh\n${text}\n`);
    await chmod(path, 0o755);
    return path;
  }

  it('takes python3 of PATH, or the one that is named', async () => {
    const found = await findPython();
    assert.match(found.version, /^3\.\d+\.\d+$/);
    const named = await program('named', 'echo 3.14.1; echo /usr/bin/named');
    assert.deepEqual(await findPython({ BUTCHER_PYTHON: named }), {
      path: '/usr/bin/named',
      version: '3.14.1',
    });
  });

  it('says what is wrong with the one there is', async () => {
    const old = await program('old', 'echo 3.9.2; echo /usr/bin/old');
    await rejectsAs(findPython({ BUTCHER_PYTHON: old }), /is Python 3\.9\.2, which is too old: 3\.11/);
    await rejectsAs(
      findPython({ BUTCHER_PYTHON: '/nowhere/python' }),
      /\/nowhere\/python could not be started/,
    );
    await rejectsAs(findPython({ PATH: home.path }), /python3 could not be started/);
  });

  it('waits for nothing that a script in its place leaves behind', async () => {
    const left = await program('left', 'sleep 3600 & echo 3.14.1; echo /usr/bin/left');
    assert.deepEqual(await findPython({ ...process.env, BUTCHER_PYTHON: left }), {
      path: '/usr/bin/left',
      version: '3.14.1',
    });
  });

  it('is given up where it does not answer, with all that it has started', async () => {
    const children = join(home.path, 'children');
    const silent = await program(
      'silent',
      `sleep 3600 & echo $! > ${children}.new; mv ${children}.new ${children}; wait`,
    );
    const child = () => readFile(children, 'utf8').then(Number, () => null);
    // Its time is up once it waits for its child.
    const clock: Pick<Clock, 'after'> = {
      after: (_, call) => {
        void until(async () => (await child()) !== null).then(call);
        return () => {};
      },
    };
    const finding = findPython({ ...process.env, BUTCHER_PYTHON: silent }, { clock });
    await rejectsAs(finding, /silent did not answer within 60 s/);
    const pid = (await child())!;
    await until(async () => !isRunning({ pid, began: null }));
  });

  it('is waited for no longer when nobody wants to know', async () => {
    const mute = await program('mute', 'sleep 3600');
    const nobody = new AbortController();
    const finding = findPython({ ...process.env, BUTCHER_PYTHON: mute }, { signal: nobody.signal });
    nobody.abort();
    await rejectsAs(finding, /mute could not be started/);
  });

  it('leads to a crash with its last words when the harness cannot run', async () => {
    const broken = await program(
      'broken',
      `case "$1" in -I) echo 3.11.0; echo ${join(home.path, 'broken')};; *) echo "out of order" >&2; exit 4;; esac`,
    );
    const runtime = new ProcessRuntime({ ...process.env, BUTCHER_PYTHON: broken });
    const spec = await home.jobSpec(await plainImage(runtime), runtimePackage);
    await withJob(runtime, spec, (job) => assertCrashesEarly(job, 4, /out of order/));
  });

  async function rejectsAs(promise: Promise<unknown>, message: RegExp): Promise<void> {
    await assert.rejects(promise, (error) => {
      assert(error instanceof FailureError);
      assert.equal(error.failure.code, 'image-missing');
      assert.match(error.message, message);
      return true;
    });
  }
});

/** Waits for what has to come; the test's own timeout ends it otherwise. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(5);
}
