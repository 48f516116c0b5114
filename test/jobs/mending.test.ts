import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { readJournal } from '../../src/jobs/disk/journal.ts';
import type { CheckReport, RoleDigests } from '../../src/model/finding.ts';
import type { FakeProgram } from '../helpers/fake-script.ts';
import { clean, type FakeJobOptions, type FakeJobOutcome, runFakeJob } from '../helpers/run-fake-job.ts';

const fragments = 80;
const numbers = Array.from({ length: fragments }, (_, index) => index + 1);

describe('going on with mended code', () => {
  let folder: string;
  /** How often each fragment was processed, by its text. */
  let processed: Map<string, number>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-mending-'));
    processed = new Map();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Its results say which processor made them. */
  function program(change: Partial<FakeProgram> = {}, processor = 'P'): FakeProgram {
    return {
      *split() {
        for (const number of numbers) yield Buffer.from(`fragment ${number}`);
      },
      process(fragment) {
        const text = fragment.toString();
        processed.set(text, (processed.get(text) ?? 0) + 1);
        return Buffer.from(`${processor}(${text})`);
      },
      merge: (result, { resultsFolder }) => appendFile(join(resultsFolder, 'merged'), `${result}\n`),
      ...change,
    };
  }

  const typo: Partial<FakeProgram> = {
    finish() {
      throw new Error('a typo');
    },
  };
  const checked = (loads: RoleDigests): CheckReport => ({ ...clean, loads });
  const first = { digest: 'sha256:01', check: checked({ splitter: 's1', processor: 'p1' }) };

  /** Runs a job that fails at its very end. */
  async function failing(options: FakeJobOptions = {}): Promise<FakeJobOutcome> {
    const outcome = await runFakeJob({ program: program(typo), ...first, folder, ...options });
    assert.equal(outcome.report.job.state, 'failed');
    return outcome;
  }

  /** Goes on with a package of which these parts are other ones. */
  const goOn = (
    loads: Partial<RoleDigests>,
    options: FakeJobOptions = {},
    digest = 'sha256:02',
  ): Promise<FakeJobOutcome> =>
    runFakeJob({
      program: program(),
      folder,
      resuming: true,
      digest,
      check: checked({ splitter: 's1', processor: 'p1', ...loads }),
      mended: { keepResults: false },
      ...options,
    });

  const mergedLines = ({ tar }: FakeJobOutcome): readonly string[] =>
    tar!.toString('latin1').match(/[A-Z]\([^)]*\)/g) ?? [];
  const timesProcessed = () => [...processed.values()].reduce((sum, times) => sum + times, 0);

  it('merges what is kept anew where only the merger has changed', async () => {
    await failing();
    const outcome = await goOn({});
    assert.equal(outcome.report.job.state, 'done', JSON.stringify(outcome.report.job.failure));
    assert.equal(timesProcessed(), fragments);
    assert.deepEqual(
      mergedLines(outcome),
      numbers.map((number) => `P(fragment ${number})`),
    );
    assert.equal(outcome.report.job.package, 'sha256:02');
    assert.deepEqual(outcome.report.job.warnings, []);
  });

  it('refuses another package where nobody said that it was mended', async () => {
    await failing();
    const { mended: _, ...same } = { mended: undefined };
    const { report } = await runFakeJob({
      program: program(),
      ...first,
      digest: 'sha256:02',
      folder,
      resuming: true,
      ...same,
    });
    assert.equal(report.job.failure?.code, 'resume-refused');
    assert.match(report.job.failure?.message ?? '', /the package is not what the job began with/);
  });

  it('refuses another dataset, image or order whatever was mended', async () => {
    await failing();
    const { report } = await goOn({}, { ordered: false });
    assert.match(report.job.failure?.message ?? '', /the order of merging is not what the job began with/);
    assert.equal((await goOn({})).report.job.state, 'done');
  });

  it('processes everything again where the processor has changed, and says so', async () => {
    await failing();
    const outcome = await goOn({ processor: 'p2' }, { program: program({}, 'Q') });
    assert.equal(timesProcessed(), 2 * fragments);
    assert.deepEqual(
      mergedLines(outcome),
      numbers.map((number) => `Q(fragment ${number})`),
    );
    assert.match(outcome.report.job.warnings.join(), /every fragment is processed again/);
  });

  it('keeps results of the earlier processor only when told to, and says so, also later', async () => {
    await failing();
    const again = await goOn(
      { processor: 'p2' },
      { program: program(typo, 'Q'), mended: { keepResults: true } },
    );
    assert.equal(again.report.job.failure?.stage, 'finish');
    const outcome = await goOn({ processor: 'p2' }, { program: program({}, 'Q') });
    assert.equal(timesProcessed(), fragments);
    assert.deepEqual(mergedLines(outcome).slice(0, 1), ['P(fragment 1)']);
    for (const { report } of [again, outcome])
      assert.match(report.job.warnings.join(), /80 results of the processor as it was before were kept/);
  });

  it('leaves nothing of results that do not count on disk', async () => {
    await failing();
    await goOn({ processor: 'p2' }, { program: program(typo, 'Q') });
    const { records } = await readJournal(folder);
    const mended = records.findIndex(({ type }) => type === 'mended');
    const offsets = records
      .slice(mended)
      .flatMap((record) => (record.type === 'results' ? [record.offset] : []));
    assert.equal(Math.min(...offsets), 0);
    assert.deepEqual(await readdir(join(folder, 'segments/results')), []);
  });

  describe('of the splitter', () => {
    const changed = (text: (number: number) => string, count = fragments): Partial<FakeProgram> => ({
      *split() {
        for (let number = 1; number <= count; number += 1) yield Buffer.from(text(number));
      },
    });
    const other = (...differing: readonly number[]) =>
      changed((number) => `${differing.includes(number) ? 'other' : 'fragment'} ${number}`);

    it('keeps everything where it yields the same fragments', async () => {
      await failing();
      const outcome = await goOn({ splitter: 's2' });
      assert.equal(outcome.report.job.state, 'done', JSON.stringify(outcome.report.job.failure));
      assert.equal(timesProcessed(), fragments);
      assert.deepEqual(outcome.report.job.warnings, []);
      assert.equal(outcome.report.job.counts.results, fragments);
      assert.equal(mergedLines(outcome).length, fragments);
    });

    for (const differing of [[1], [17], [80], [3, 4, 5, 41], [...numbers.slice(1)], [...numbers]])
      it(`processes only what differs: ${differing.slice(0, 5)}${differing.length > 5 ? ', …' : ''}`, async () => {
        await failing();
        const outcome = await goOn(
          { splitter: 's2' },
          { program: program(other(...differing)), limits: { windowFragments: 16 } },
        );
        assert.equal(outcome.report.job.state, 'done', JSON.stringify(outcome.report.job.failure));
        assert.equal(timesProcessed(), fragments + differing.length);
        assert.deepEqual(
          mergedLines(outcome),
          numbers.map((number) => `P(${differing.includes(number) ? 'other' : 'fragment'} ${number})`),
        );
        const said = outcome.report.job.warnings.join();
        assert.match(said, new RegExp(`fragments? ${differing.slice(0, 10).join(', ')}\\b`));
        assert.equal(/and \d+ more/.test(said), differing.length > 10);
      });

    it('counts what is kept once, and warns of it no more, once it has been compared', async () => {
      await failing();
      const differing = { program: program({ ...other(17, 40), ...typo }) };
      assert.match((await goOn({ splitter: 's2' }, differing)).report.job.warnings.join(), /17, 40 are/);
      const { report, events } = await goOn(
        { splitter: 's2' },
        { program: program(other(17, 40)) },
        'sha256:03',
      );
      assert.equal(report.job.state, 'done');
      assert.deepEqual(report.job.warnings, []);
      assert.ok(
        events.some((event) => event.type === 'log' && /changed: 80 results are kept/.test(event.text)),
      );
      assert.equal(timesProcessed(), fragments + 2);
    });

    it('processes again what was not noted, and says so of no fragment that it differs', async () => {
      await failing();
      const { records } = await readJournal(folder);
      const lines = records.map((record) => {
        const json = JSON.stringify({ ...record, fragmentCrcs: undefined });
        return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
      });
      await writeFile(join(folder, 'journal'), lines.join(''));
      const outcome = await goOn({ splitter: 's2' });
      assert.equal(timesProcessed(), 2 * fragments);
      assert.match(outcome.report.job.warnings.join(), /^of 80 fragments it was not noted what they were/);
      assert.equal(mergedLines(outcome).length, fragments);
    });

    it('drops what a shorter splitter does not yield, and processes what a longer one adds', async () => {
      await failing();
      const shorter = await goOn(
        { splitter: 's2' },
        { program: program({ ...changed((number) => `fragment ${number}`, 50), ...typo }) },
      );
      assert.match(
        shorter.report.job.warnings.join(),
        /yielded 50 fragments, and the earlier one at least 80/,
      );
      assert.equal(shorter.report.job.counts.results, 50);
      const longer = await goOn(
        { splitter: 's3' },
        { program: program(changed((number) => `fragment ${number}`, 100)) },
        'sha256:03',
      );
      assert.equal(longer.report.job.state, 'done');
      assert.equal(mergedLines(longer).length, 100);
      assert.ok(numbers.slice(0, 50).every((number) => processed.get(`fragment ${number}`) === 1));
    });

    it('compares again after every interruption, to the same results', async function () {
      this.timeout(60_000);
      await failing();
      const differing = [2, 3, 17, 40, 79];
      for (const stopAt of [1, 5, 17, 30, 60]) {
        const stop = new AbortController();
        await goOn(
          { splitter: 's2' },
          {
            program: program(other(...differing)),
            signal: stop.signal,
            interfere: ({ role, step, fragment }) => {
              if (role === 'merger' && step === 'merged' && fragment! >= stopAt) stop.abort();
              return undefined;
            },
          },
        );
      }
      const outcome = await goOn({ splitter: 's2' }, { program: program(other(...differing)) });
      assert.deepEqual(
        mergedLines(outcome),
        numbers.map((number) => `P(${differing.includes(number) ? 'other' : 'fragment'} ${number})`),
      );
      assert.ok(numbers.every((number) => (processed.get(`fragment ${number}`) ?? 1) === 1));
    });
  });

  it('tries what was given up again once the processor has changed, and only then', async () => {
    const poisoned = (processor = 'P') => {
      const { process } = program({}, processor);
      return program(
        {
          process(fragment, print) {
            if (fragment.toString() === 'fragment 7') throw new Error('poison');
            return process!(fragment, print);
          },
          ...typo,
        },
        processor,
      );
    };
    await failing({ program: poisoned(), onError: 'skip' });
    assert.deepEqual(await readdir(join(folder, 'bundles')), ['7']);
    const merged = await goOn({}, { program: program(typo), onError: 'skip' });
    assert.equal(merged.report.job.counts.skipped, 1);
    assert.equal(processed.get('fragment 7'), undefined);
    const split = await goOn({ splitter: 's2' }, { program: program(typo), onError: 'skip' }, 'sha256:03');
    assert.equal(split.report.job.counts.skipped, 1);
    assert.equal(processed.get('fragment 7'), undefined);
    assert.deepEqual(await readdir(join(folder, 'bundles')), ['7']);
    const kept = await goOn(
      { splitter: 's2', processor: 'p2' },
      { program: program({}, 'Q'), onError: 'skip', mended: { keepResults: true } },
      'sha256:04',
    );
    assert.equal(kept.report.job.counts.skipped, 0);
    assert.equal(processed.get('fragment 7'), 1);
    assert.equal(timesProcessed(), fragments);
    assert.deepEqual(await readdir(join(folder, 'bundles')), []);
    assert.ok(mergedLines(kept).includes('Q(fragment 7)'));
  });

  it('goes on with the mended package as often as it is resumed', async () => {
    await failing();
    await goOn({}, { program: program(typo) });
    const { report } = await goOn({}, {});
    assert.equal(report.job.state, 'done');
    assert.equal(timesProcessed(), fragments);
  });

  it('refuses a mended package that the checks refuse, and writes nothing', async () => {
    await failing();
    const before = await readJournal(folder);
    const { report } = await goOn(
      {},
      {
        check: {
          findings: [
            {
              rule: 'BUT101',
              severity: 'error',
              message: 'm',
              help: 'h',
              file: 'Split.py',
              line: null,
              column: null,
              endLine: null,
              endColumn: null,
            },
          ],
          errors: 1,
          warnings: 0,
          refused: true,
        },
      },
    );
    assert.equal(report.job.state, 'refused');
    assert.deepEqual(await readJournal(folder), before);
    assert.equal((await goOn({})).report.job.state, 'done');
  });
});
