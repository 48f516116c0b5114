import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { FailureError } from '../../src/model/failures.ts';
import { folderUsage, packResults } from '../../src/trees/trees.ts';

describe('what is done with folders in threads', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-threads-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('tells failures as they were thrown', async () => {
    await mkdir(join(root, 'results'));
    await writeFile(join(root, 'results', 'file'), 'too much');
    const { signal } = new AbortController();
    await assert.rejects(
      packResults(join(root, 'results'), join(root, 'tar'), 1, signal),
      (error) => error instanceof FailureError && error.failure.code === 'disk-limit',
    );
    await assert.rejects(packResults(join(root, 'none'), join(root, 'tar'), 1, signal), {
      code: 'ENOENT',
      syscall: 'open',
    });
  });

  it('goes on with others while one takes long, and stops it when it is not wanted', async () => {
    await mkdir(join(root, 'small'));
    await mkdir(join(root, 'huge'));
    // More than is looked at without a thread.
    for (let number = 0; number < 100; number += 1) await writeFile(join(root, 'small', String(number)), '');
    // Holes: hours of packing, and no disk.
    for (let number = 0; number < 20; number += 1) {
      await writeFile(join(root, 'huge', String(number)), '');
      await truncate(join(root, 'huge', String(number)), 2 ** 40);
    }
    // What is written goes nowhere.
    const controllers = Array.from({ length: 8 }, () => new AbortController());
    const reason = new Error('not wanted any more');
    const packings = controllers.map(async ({ signal }, number) => {
      await symlink('/dev/null', join(root, String(number)));
      return packResults(join(root, 'huge'), join(root, String(number)), Number.MAX_SAFE_INTEGER, signal);
    });
    const ended = Promise.allSettled(packings);
    for (let each = 0; each < 20; each += 1) assert.ok((await folderUsage(join(root, 'small'), 1e9)) > 0);
    for (const controller of controllers) controller.abort(reason);
    for (const packing of await ended)
      assert.equal(packing.status === 'rejected' ? packing.reason : null, reason);
    assert.deepEqual((await readdir(root)).sort(), ['huge', 'small']);
  });

  it('tells whoever waits that a thread died, takes a new one, and keeps no process from ending', async () => {
    const program = `
      import threads from 'node:worker_threads';
      import { syncBuiltinESMExports } from 'node:module';
      const started = [];
      const { Worker } = threads;
      threads.Worker = class extends Worker {
        constructor(...values) {
          super(...values);
          started.push(this);
        }
      };
      syncBuiltinESMExports();
      const { inThread } = await import(process.argv[1]);
      const looking = inThread('lookAt', [process.argv[2]]);
      await started[0].terminate();
      console.log(await looking.catch((error) => error.message));
      console.log(await inThread('measureUsage', [process.argv[2], 1, 1]).then(() => 'looked'));
    `;
    const module = join(import.meta.dirname, '../../src/trees/in-thread.ts');
    const options = ['--import', 'tsx', '--input-type=module', '-e', program, module, root];
    const { stdout } = await execa('node', options);
    assert.equal(stdout, 'a thread that looks after folders ended\nlooked');
  });
});
