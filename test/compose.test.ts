import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkForRun } from '../src/compose.ts';
import type { Finding } from '../src/model/finding.ts';
import type { JobOptions, RuntimeKind } from '../src/model/job-request.ts';
import { defaultLimits } from '../src/model/limits.ts';
import { sourceOf } from './helpers/chief-home.ts';
import { plainOptions } from './helpers/job-options.ts';

const good = {
  'Split.py': 'def splitter(dataset_path):\n    yield b"x"\n',
  'Processor.py': 'def Processor(fragment):\n    return fragment\n',
  'Merge.py': 'def merger(fragment, job_name):\n    pass\n',
};
const bad = { ...good, 'Processor.py': 'def Processor(fragment):\n    return fragmnet\n' };

describe('checkForRun', () => {
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-compose-'));
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  const check = (
    files: Readonly<Record<string, string>>,
    {
      checker = 'rules of today',
      helperGenerators = 'error',
      options = {},
      manifest = null,
      runtime = 'docker',
    }: {
      checker?: string;
      helperGenerators?: 'error' | 'warning';
      options?: Partial<JobOptions>;
      manifest?: { limits: Record<string, number> } | null;
      runtime?: RuntimeKind;
    } = {},
  ) => {
    const run = { runtime, options: { ...plainOptions, ...options }, processor: null, findings: [] };
    return checkForRun(
      { ...sourceOf(files), manifest },
      run,
      { home, checks: { helperGenerators } },
      checker,
    );
  };

  it('asks the checker once for the same package, and goes by what is kept from then on', async () => {
    const first = await check(good);
    assert.equal(first.refused, false);
    const [name] = await readdir(join(home, 'checks'));
    assert.deepEqual(await check(good), first);
    // Whether it was read is shown by a report that no check would come to.
    const path = join(home, 'checks', name!);
    const record = JSON.parse(await readFile(path, 'utf8'));
    const said = { rule: 'BUT999', severity: 'warning', message: 'kept', help: 'x', file: 'x' };
    const place = { line: null, column: null, endLine: null, endColumn: null };
    record.report = { ...record.report, findings: [{ ...said, ...place }], warnings: 1 };
    await writeFile(path, JSON.stringify(record));
    assert.deepEqual(
      (await check(good)).findings.map(({ message }) => message),
      ['kept'],
    );
    await writeFile(path, 'no report');
    assert.deepEqual(await check(good), first);
  });

  it('lets no changed package pass unchecked', async () => {
    assert.equal((await check(good)).refused, false);
    assert.equal((await check(bad)).refused, true);
    assert.equal((await check({ ...good, 'Split.py': 'def splitter(:\n' })).refused, true);
    assert.equal((await check(good)).refused, false);
  });

  it('lets nothing pass by rules, limits or settings that are no more', async () => {
    const yieldsInHelper = {
      ...good,
      'Processor.py':
        'def parts(fragment):\n    yield fragment\n\ndef Processor(fragment):\n    return b"".join(parts(fragment))\n',
    };
    assert.equal((await check(yieldsInHelper, { helperGenerators: 'warning' })).refused, false);
    assert.equal((await check(yieldsInHelper)).refused, true);
    const kept = async () => (await readdir(join(home, 'checks'))).length;
    await check(good);
    const before = await kept();
    await check(good, { checker: 'rules of tomorrow' });
    await check(good, { options: { limits: { ...defaultLimits, fragments: 5 } } });
    await check(good, { manifest: { limits: { fragments: 7 } } });
    assert.equal(await kept(), before + 3);
  });

  it('warns of data that the processor opens where workers run on other machines', async () => {
    const opens = {
      ...good,
      'Processor.py': 'def Processor(fragment):\n    return open("/app/resources/x/data/y", "rb").read()\n',
    };
    const rulesOf = async (runtime: RuntimeKind) =>
      (await check(opens, { runtime })).findings.map(({ rule, severity }) => `${severity} ${rule}`).sort();
    assert.deepEqual(await rulesOf('docker'), ['warning BUT803']);
    assert.deepEqual(await rulesOf('swarm'), ['warning BUT803', 'warning BUT810']);
  });

  it('adds what loading found, which is not kept', async () => {
    const finding: Finding = {
      ...{ rule: 'BUT104', severity: 'error', message: 'x', help: 'x', file: 'x' },
      ...{ line: null, column: null, endLine: null, endColumn: null },
    };
    await check(good);
    const run = { runtime: 'docker' as const, options: plainOptions, processor: null, findings: [finding] };
    const checked = await checkForRun(
      sourceOf(good),
      run,
      { home, checks: { helperGenerators: 'error' } },
      'rules of today',
    );
    assert.deepEqual([checked.refused, checked.findings.at(-1)], [true, finding]);
  });
});
