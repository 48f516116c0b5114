import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PackedResults } from '../../src/jobs/packed-results.ts';
import { tarMembers } from '../helpers/compare-tars.ts';
import type { FakeProgram } from '../helpers/fake-script.ts';
import { runFakeJob } from '../helpers/run-fake-job.ts';

const names = async (tar: Buffer) => [...(await tarMembers(tar)).keys()].sort();

describe('PackedResults', () => {
  let root: string;
  let results: string;
  let tar: string;
  const packed = (mostBytes = 1e6, signal = new AbortController().signal) =>
    new PackedResults(results, tar, mostBytes, signal);

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-packed-'));
    results = join(root, 'results');
    tar = join(root, 'results.tar');
    await mkdir(results);
    await writeFile(join(results, 'first'), 'content');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('are in their place when they count, whether they were begun before or not', async () => {
    for (const ahead of [true, false]) {
      const one = packed();
      if (ahead) {
        await one.begin().packed;
        assert.deepEqual((await readdir(root)).sort(), ['results', 'results.tar.partial']);
      }
      assert.deepEqual((await one.finish()).files, {
        ...{ first: [{ path: 'first', bytes: 7 }], count: 1, bytes: 7 },
      });
      assert.deepEqual((await readdir(root)).sort(), ['results', 'results.tar']);
      assert.deepEqual(await names(await readFile(tar)), ['first']);
      await one.drop();
      assert.ok(existsSync(tar), 'what counts is not dropped');
      await rm(tar);
    }
  });

  it('leave nothing of what does not count, and are then packed as they are by then', async () => {
    const one = packed();
    one.begin();
    await one.drop();
    assert.deepEqual(await readdir(root), ['results']);
    await writeFile(join(results, 'second'), '');
    await one.finish();
    assert.deepEqual(await names(await readFile(tar)), ['first', 'second']);
  });

  it('tell what went wrong only who waits for them, and leave nothing then either', async () => {
    const large = packed(6);
    await assert.rejects(large.begin().packed, { message: /more than 6 bytes/ });
    await assert.rejects(large.finish(), { message: /more than 6 bytes/ });
    await large.drop();
    await symlink('/dev/full', `${tar}.partial`);
    await assert.rejects(packed().finish(), { code: 'ENOSPC' });
    const reason = new Error('cancelled');
    await assert.rejects(packed(1e6, AbortSignal.abort(reason)).finish(), reason);
    assert.deepEqual(await readdir(root), ['results']);
  });
});

describe('a job that packs its results before it is known how its merger ended', () => {
  const partial = 'results.tar.partial';
  const begun = async (folder: string) => {
    while (!existsSync(join(folder, partial))) await setImmediate();
  };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-packing-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Each of its mergers leaves a file of its own. */
  function program(bytes = 0): FakeProgram {
    let mergers = 0;
    return {
      *split() {
        yield Buffer.from('all');
      },
      finish: async ({ resultsFolder }) => {
        mergers += 1;
        await writeFile(join(resultsFolder, `merger ${mergers}`), Buffer.alloc(bytes));
      },
    };
  }

  it('has them in its place once the merger has ended well', async () => {
    let seen: string[] = [];
    const { report, tar } = await runFakeJob({
      ...{ folder, program: program() },
      beforeExit: async ({ role }) => {
        if (role !== 'merger') return;
        await begun(folder);
        seen = await readdir(folder);
      },
    });
    assert.equal(report.job.state, 'done');
    assert.ok(!seen.includes('results.tar'));
    assert.deepEqual(await names(tar!), ['merger 1']);
    assert.ok(!(await readdir(folder)).includes(partial));
  });

  it('hands over only what the merger left that ended well', async () => {
    const { report, tar, runtime } = await runFakeJob({
      ...{ folder, program: program(), retries: 1 },
      interfere: ({ role, nth, step }) => {
        if (role !== 'merger' || nth !== 1 || step !== 'bye') return undefined;
        const bytes = Buffer.from(`${JSON.stringify({ type: 'bye', count: 1 })}\n`);
        return { act: 'say', bytes, next: { act: 'die', exitCode: 137 } };
      },
      beforeExit: async ({ role }) => {
        if (role === 'merger') await begun(folder);
      },
    });
    assert.equal(report.job.state, 'done');
    assert.equal(runtime.sandboxes.filter(({ role }) => role === 'merger').length, 2);
    assert.deepEqual(await names(tar!), ['merger 2']);
  });

  it('takes no space for them from others before it is known that its account has it', async () => {
    for (const mostBytes of [100_000, 1e9]) {
      let seen = false;
      const { report } = await runFakeJob({
        ...{ folder: join(folder, `${mostBytes}`), program: program(200_000) },
        space: {
          ...{ mostBytes, used: () => {}, unlinkedBytes: () => 0 },
          ...{ lookForUnlinked: async () => {}, wasShort: () => false },
        },
        beforeExit: async ({ role }) => {
          for (let turns = 0; role === 'merger' && turns < 500; turns += 1) {
            await setImmediate();
            seen ||= existsSync(join(folder, `${mostBytes}`, partial));
          }
        },
      });
      assert.equal(seen, false);
      assert.equal(report.job.failure?.code, mostBytes === 1e9 ? undefined : 'disk-limit');
    }
  });

  it('leaves nothing of them where it fails or is cancelled then', async () => {
    const stop = new AbortController();
    const cancelled = runFakeJob({
      ...{ folder, program: program(), signal: stop.signal },
      beforeExit: async ({ role }) => {
        if (role !== 'merger') return;
        await begun(folder);
        stop.abort();
      },
    });
    assert.equal((await cancelled).report.job.state, 'cancelled');
    const left = await readdir(folder);
    assert.ok(!left.includes(partial) && !left.includes('results.tar'), left.join(' '));
  });
});
