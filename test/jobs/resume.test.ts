import assert from 'node:assert/strict';
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { journalVersion, readJournal } from '../../src/jobs/disk/journal.ts';
import { foreignRecord } from '../../src/jobs/disk/journal-schema.ts';
import type { FakeProgram } from '../helpers/fake-script.ts';
import { type FakeJobOptions, runFakeJob } from '../helpers/run-fake-job.ts';
import { spoilt } from '../helpers/spoilt.ts';

const fragments = 80;

/** A program that counts how often each fragment was processed. */
function countingProgram(): { program: FakeProgram; processed: Map<string, number> } {
  const processed = new Map<string, number>();
  const program: FakeProgram = {
    *split() {
      for (let number = 1; number <= fragments; number += 1) yield Buffer.from(`fragment ${number}`);
    },
    process(fragment) {
      const name = fragment.toString();
      processed.set(name, (processed.get(name) ?? 0) + 1);
      return Buffer.from(name.toUpperCase());
    },
    merge: (result, { resultsFolder }) => appendFile(join(resultsFolder, 'merged'), `${result}\n`),
    finish: ({ resultsFolder }) => appendFile(join(resultsFolder, 'merged'), 'finished\n'),
  };
  return { program, processed };
}

describe('resuming a job', () => {
  let folder: string;
  let faultless: Buffer;

  before(async () => {
    faultless = (await runFakeJob(countingProgram())).tar!;
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-resume-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs until `count` results are in, then cancels. */
  async function interrupt(count: number, options: FakeJobOptions): Promise<void> {
    const stop = new AbortController();
    await runFakeJob({
      ...options,
      folder,
      signal: stop.signal,
      interfere: ({ role, step, fragment }) => {
        if (role === 'worker' && step === 'process' && fragment! > count) stop.abort();
        return undefined;
      },
    });
  }

  it('refuses a journal with any field changed, or comes to the same bytes; never anything else', async function () {
    this.timeout(120_000);
    await interrupt(6, { program: countingProgram().program });
    const { records } = await readJournal(folder);
    assert.ok(records.some(({ type }) => /results/.test(type)));
    const tried = new Set<string>();
    const text = (record: unknown) => {
      const json = JSON.stringify(record);
      return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
    };
    for (const [index, record] of records.entries()) {
      if (tried.has(record.type)) continue;
      tried.add(record.type);
      for (const { what, value } of spoilt(record)) {
        const all = records.map((each, at) => (at === index ? value : each));
        if (foreignRecord(all, journalVersion) !== null) continue;
        const copy = `${folder}-copy`;
        await cp(folder, copy, { recursive: true });
        await writeFile(join(copy, 'journal'), all.map(text).join(''));
        const { report, tar } = await runFakeJob({
          program: countingProgram().program,
          folder: copy,
          resuming: true,
        });
        const refused = ['resume-refused', 'nondeterministic-splitter'].includes(
          report.job.failure?.code ?? '',
        );
        const isSame = tar?.equals(faultless) === true;
        const isSkip = record.type === 'skipped';
        assert.ok(
          refused || isSame || isSkip,
          `${record.type} ${what}: ${JSON.stringify(report.job.failure)}`,
        );
        await rm(copy, { recursive: true });
      }
    }
  });

  it('says which line of a journal nobody of ours has written', async () => {
    await interrupt(6, { program: countingProgram().program });
    const json = JSON.stringify({ type: 'results', first: 1, count: -1, offset: 0, length: 2 ** 50, crc: 0 });
    await appendFile(join(folder, 'journal'), `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`);
    const { report } = await runFakeJob({ program: countingProgram().program, folder, resuming: true });
    assert.equal(report.job.failure?.code, 'resume-refused');
    assert.match(report.job.failure?.message ?? '', /the record .*journal cannot be read: line \d+: count /);
  });

  it('writes nothing where a file of its folder is a link, wherever that leads', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'butcher-outside-'));
    try {
      await writeFile(join(outside, 'file'), 'stays');
      for (const name of [
        'journal',
        'results.cache',
        'results.tar',
        'bundles',
        'segments',
        'bundles/2/fragment',
        'resources',
        'package',
      ]) {
        await rm(folder, { recursive: true, force: true });
        await interrupt(3, { program: countingProgram().program });
        await rm(join(folder, name), { recursive: true, force: true });
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await symlink(join(outside, 'file'), join(folder, name));
        const { report } = await runFakeJob({ program: countingProgram().program, folder, resuming: true });
        assert.equal(report.job.failure?.code, 'resume-refused', name);
        assert.match(report.job.failure?.message ?? '', new RegExp(`${name} is a link`));
        assert.deepEqual(await readdir(outside), ['file']);
        assert.equal(await readFile(join(outside, 'file'), 'utf8'), 'stays');
      }
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it('goes on with what is not done, to the same bytes, however often it is interrupted', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: fragments }), { maxLength: 3 }), async (stops) => {
        const { program, processed } = countingProgram();
        for (const [index, count] of stops.entries())
          await interrupt(count, { program, resuming: index > 0 });
        const { report, tar } = await runFakeJob({ program, folder, resuming: stops.length > 0 });
        assert.equal(report.job.failure, null);
        assert.ok(tar!.equals(faultless));
        assert.equal(report.job.counts.fragments, fragments);
        assert.equal(report.job.counts.merged, fragments);
        assert.equal(processed.size, fragments);
        await rm(folder, { recursive: true, force: true });
      }),
      { numRuns: 8 },
    );
  });

  it('does not process again what has a kept result', async () => {
    const { program, processed } = countingProgram();
    const failing = { ...program, finish: () => Promise.reject(new Error('at the very end')) };
    const first = await runFakeJob({ program: failing, folder });
    assert.equal(first.report.job.failure?.code, 'user-error');
    const { report, tar } = await runFakeJob({ program, folder, resuming: true });
    assert.equal(report.job.state, 'done');
    assert.ok(tar!.equals(faultless));
    assert.deepEqual([...new Set(processed.values())], [1]);
  });

  it('ends in the same bytes with a torn journal and with damaged results, which are computed again', async function () {
    this.timeout(120_000);
    const damage = fc.record({
      file: fc.constantFrom('journal', 'results.cache'),
      how: fc.constantFrom('cut', 'flip'),
      where: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (damages) => {
        const { program } = countingProgram();
        await interrupt(60, { program });
        for (const { file, how, where } of damages) {
          const path = join(folder, file);
          const { size } = await stat(path);
          const place = Math.min(size - 1, Math.floor(where * size));
          if (size === 0) continue;
          if (how === 'cut') await truncate(path, place);
          else {
            const handle = await open(path, 'r+');
            const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, place);
            await handle.write(Buffer.from([buffer[0]! ^ 0x10]), 0, 1, place);
            await handle.close();
          }
        }
        const { report, tar } = await runFakeJob({ program, folder, resuming: true });
        assert.equal(report.job.failure, null);
        assert.ok(tar!.equals(faultless));
        await rm(folder, { recursive: true, force: true });
      }),
      { numRuns: 12 },
    );
  });

  it('says so when results were damaged', async () => {
    const { program, processed } = countingProgram();
    const failing = { ...program, finish: () => Promise.reject(new Error('at the very end')) };
    await runFakeJob({ program: failing, folder });
    const cache = await readFile(join(folder, 'results.cache'));
    const handle = await open(join(folder, 'results.cache'), 'r+');
    await handle.write(Buffer.from([cache[10]! ^ 1]), 0, 1, 10);
    await handle.close();
    const { report } = await runFakeJob({ program, folder, resuming: true });
    assert.match(report.job.warnings.join(), /1 kept batches of results are damaged/);
    assert.ok([...processed.values()].some((count) => count === 2));
  });

  it('fails when the splitter now yields something else', async () => {
    const { program } = countingProgram();
    await interrupt(50, { program });
    const other: FakeProgram = {
      ...program,
      *split() {
        for (let number = 1; number <= fragments; number += 1)
          yield Buffer.from(`fragment ${number === 3 ? 'three' : number}`);
      },
    };
    const { report } = await runFakeJob({ program: other, folder, resuming: true });
    assert.equal(report.job.failure?.code, 'nondeterministic-splitter');
    const shorter: FakeProgram = { ...program, split: () => [Buffer.from('fragment 1')] };
    const ended = await runFakeJob({ program: shorter, folder, resuming: true });
    assert.equal(ended.report.job.failure?.code, 'nondeterministic-splitter');
  });

  it('fails when the splitter now goes on after the fragment with which it had ended', async () => {
    for (const ended of [fragments, 0]) {
      const first: FakeProgram = {
        ...countingProgram().program,
        *split() {
          for (let number = 1; number <= ended; number += 1) yield Buffer.from(`fragment ${number}`);
        },
        finish: () => Promise.reject(new Error('not yet')),
      };
      await runFakeJob({ program: first, folder });
      const { records } = await readJournal(folder);
      assert.ok(records.some(({ type }) => type === 'exhausted'));
      const longer: FakeProgram = {
        ...countingProgram().program,
        *split() {
          for (let number = 1; number <= ended + 1; number += 1) yield Buffer.from(`fragment ${number}`);
        },
      };
      const { report } = await runFakeJob({ program: longer, folder, resuming: true });
      assert.equal(report.job.failure?.code, 'nondeterministic-splitter');
      assert.match(report.job.failure?.message ?? '', new RegExp(`more fragments than the ${ended} with`));
      await rm(folder, { recursive: true });
    }
  });

  it('refuses to go on as another job, naming what changed', async () => {
    const { program } = countingProgram();
    await interrupt(50, { program });
    const { report } = await runFakeJob({
      program,
      folder,
      resuming: true,
      limits: { fragmentSeconds: 7 },
      ordered: false,
    });
    assert.equal(report.job.failure?.code, 'resume-refused');
    assert.match(report.job.failure!.message, /the limits, the order of merging are not/);
    const unchanged = await runFakeJob({ program, folder, resuming: true });
    assert.equal(unchanged.report.job.state, 'done');
  });

  it('refuses to go on with other parameters, and tells which it had', async () => {
    const { program } = countingProgram();
    const params = { width: 3, marks: ['a'] };
    await interrupt(50, { program, params });
    for (const others of [{ ...params, width: 4 }, { width: 3 }, undefined]) {
      const { report } = await runFakeJob({
        ...{ program, folder, resuming: true },
        ...(others !== undefined && { params: others }),
      });
      assert.equal(report.job.failure?.code, 'resume-refused');
      assert.match(report.job.failure!.message, /: the parameters is not what the job began with/);
    }
    const same = await runFakeJob({ program, folder, resuming: true, params });
    assert.equal(same.report.job.state, 'done');
    assert.deepEqual(same.report.job.params, params);
  });

  it('goes on from the journal of a version that knew no parameters, where there are none', async () => {
    const { program } = countingProgram();
    await interrupt(50, { program });
    const file = join(folder, 'journal');
    const text = await readFile(file, 'utf8');
    assert.match(text, /,"params":""/);
    await writeFile(file, text.replace(',"params":""', ''));
    const { report } = await runFakeJob({ program, folder, resuming: true });
    assert.equal(report.job.state, 'done', report.job.failure?.message);
  });
});
