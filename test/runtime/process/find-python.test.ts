import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
