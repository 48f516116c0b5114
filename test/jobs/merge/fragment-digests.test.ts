import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResultsCache } from '../../../src/jobs/disk/results-cache.ts';
import { SegmentFiles } from '../../../src/jobs/disk/segment-files.ts';
import { keepFragmentDigests } from '../../../src/jobs/merge/fragment-digests.ts';
import { fragmentDigestsIn } from '../../../src/model/result-files.ts';
import { runFakeJob } from '../../helpers/run-fake-job.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

describe('digests of fragments', () => {
  let folder: string;
  let cache: ResultsCache;
  let segments: SegmentFiles;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-digests-'));
    cache = await ResultsCache.open(folder);
    segments = await SegmentFiles.open(folder);
  });
  afterEach(async () => {
    await cache.close();
    await segments.close();
    await rm(folder, { recursive: true, force: true });
  });

  const put = async (first: number, results: readonly Buffer[]) => {
    const sizes = Uint32Array.from(results, ({ length }) => length);
    const { cached, written } = cache.append({ first, sizes, payload: Buffer.concat(results) });
    await written;
    return cached;
  };
  const { signal } = new AbortController();
  const whole = { mostBytes: Number.POSITIVE_INFINITY, signal };
  const lines = async () =>
    (await readFile(fragmentDigestsIn(folder), 'utf8'))
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));

  it('are those of every result, by number, however results came and however large they are', async () => {
    const large = Buffer.alloc(1_000_000, 'x');
    const later = await put(3, [large, Buffer.alloc(0)]);
    const kept = [later, await put(1, [Buffer.from('one'), Buffer.from('two')])];
    assert.equal(await keepFragmentDigests(folder, { kept, cache, segments, ...whole }), null);
    assert.deepEqual(await lines(), [
      { fragment: 1, sha256: sha256('one'), bytes: 3 },
      { fragment: 2, sha256: sha256('two'), bytes: 3 },
      { fragment: 3, sha256: sha256(large), bytes: 1_000_000 },
      { fragment: 4, sha256: sha256(''), bytes: 0 },
    ]);
  });

  it('leave nothing where they have no room, or a result is damaged, and say so', async () => {
    const kept = [
      await put(
        1,
        Array.from({ length: 3000 }, () => Buffer.from('x')),
      ),
    ];
    const parts = { kept, cache, segments, signal };
    const before = await readdir(folder);
    const why = await keepFragmentDigests(folder, { ...parts, mostBytes: 200_000 });
    assert.match(why ?? '', /more space than the 195 KiB that were left of its account's quota/);
    assert.deepEqual(await readdir(folder), before);
    await writeFile(join(folder, 'results.cache'), 'y'.repeat(100), { flag: 'r+' });
    assert.match((await keepFragmentDigests(folder, { ...parts, ...whole })) ?? '', /damaged/);
    assert.deepEqual(await readdir(folder), before);
  });

  it('follow no link out of the folder', async () => {
    const outside = `${folder}-outside`;
    await writeFile(outside, 'mine');
    await symlink(outside, fragmentDigestsIn(folder));
    const kept = [await put(1, [Buffer.from('one')])];
    try {
      await assert.rejects(keepFragmentDigests(folder, { kept, cache, segments, ...whole }), /a link/);
      assert.equal(await readFile(outside, 'utf8'), 'mine');
    } finally {
      await rm(outside);
    }
  });

  it('end with the job that is cancelled meanwhile', async () => {
    const stop = new AbortController();
    stop.abort(new Error('cancelled'));
    const parts = { kept: [await put(1, [Buffer.from('one')])], cache, segments };
    await assert.rejects(
      keepFragmentDigests(folder, { ...parts, ...whole, signal: stop.signal }),
      /cancelled/,
    );
    assert.ok(!(await readdir(folder)).includes('fragment-digests.jsonl'));
  });

  it('of a job that goes on are those of all its runs', async () => {
    const program = sampleProgram('sample', 40);
    const stop = new AbortController();
    const job = { folder, fragmentDigests: true };
    const first = await runFakeJob({
      ...job,
      program,
      signal: stop.signal,
      interfere: ({ role, step, fragment }) => {
        if (role === 'worker' && step === 'process' && fragment! > 20) stop.abort();
        return undefined;
      },
    });
    assert.equal(first.report.job.state, 'cancelled');
    assert.ok(first.report.job.counts.results > 0);
    const again = new Set<string>();
    const counting = {
      ...program,
      process: (fragment: Buffer) => {
        again.add(fragment.toString());
        return program.process!(fragment, () => {});
      },
    };
    const { report } = await runFakeJob({ ...job, program: counting, resuming: true });
    assert.equal(report.job.state, 'done', JSON.stringify(report.job.failure));
    assert.ok(again.size < 40, 'some were kept');
    const reversed = (n: number) => [...`sample ${n}`].reverse().join('');
    assert.deepEqual(
      await lines(),
      Array.from({ length: 40 }, (_, index) => ({
        fragment: index + 1,
        sha256: sha256(reversed(index + 1)),
        bytes: reversed(index + 1).length,
      })),
    );
  });

  it('are without a fragment that was left out, and are not there unless asked for', async () => {
    const program = {
      ...sampleProgram('sample', 3),
      process: (fragment: Buffer) => {
        if (fragment.toString().endsWith('2')) throw new Error('no');
        return fragment;
      },
      merge: (result: Buffer, { resultsFolder }: { resultsFolder: string }) =>
        appendFile(join(resultsFolder, 'all'), result),
    };
    await runFakeJob({ program, folder, onError: 'skip', fragmentDigests: true });
    assert.deepEqual(
      (await lines()).map(({ fragment }) => fragment),
      [1, 3],
    );
    const { left } = await runFakeJob({ program: sampleProgram('sample', 3) });
    assert.ok(!left.includes('fragment-digests.jsonl'));
  });
});
