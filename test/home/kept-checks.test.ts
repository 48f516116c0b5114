import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepCheck, keptCheck } from '../../src/home/kept-checks.ts';
import type { CheckReport, Finding } from '../../src/model/finding.ts';

const warning: Finding = {
  rule: 'BUT310',
  severity: 'warning',
  message: 'Something.',
  help: 'Something else.',
  file: 'Split.py',
  ...{ line: 1, column: 2, endLine: 1, endColumn: 5 },
};
const passed: CheckReport = {
  findings: [warning, { ...warning, line: null, column: null, endLine: null, endColumn: null }],
  ...{ errors: 0, warnings: 2, refused: false },
  loads: { splitter: `sha256:${'a'.repeat(64)}`, processor: `sha256:${'b'.repeat(64)}` },
};
const key = '5'.repeat(64);

describe('kept reports of checks', () => {
  let home: string;
  const fileOf = (name: string) => join(home, 'checks', `${name}.json`);

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-checks-'));
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  it('are read as they were kept, by their key alone', async () => {
    assert.equal(await keptCheck(home, key), null);
    await keepCheck(home, key, passed);
    assert.deepEqual(await keptCheck(home, key), passed);
    assert.equal(await keptCheck(home, '6'.repeat(64)), null);
  });

  it('are those of packages that passed', async () => {
    const refused: CheckReport = {
      findings: [{ ...warning, severity: 'error' }],
      ...{ errors: 1, warnings: 0, refused: true },
    };
    await keepCheck(home, key, refused);
    assert.deepEqual(await readdir(home), []);
  });

  it('count only where they are whole, of this key and consistent', async () => {
    await keepCheck(home, key, passed);
    const record = JSON.parse(await readFile(fileOf(key), 'utf8'));
    const spoilt: readonly (readonly [what: string, text: string])[] = [
      ['half', JSON.stringify(record).slice(0, -20)],
      ['no JSON', 'passed'],
      ['another version', JSON.stringify({ ...record, version: 2 })],
      ['another key', JSON.stringify({ ...record, key: '6'.repeat(64) })],
      ['a field more', JSON.stringify({ ...record, report: { ...passed, more: 1 } })],
      ['refused', JSON.stringify({ ...record, report: { ...passed, refused: true } })],
      ['errors', JSON.stringify({ ...record, report: { ...passed, errors: 1 } })],
      [
        'an error among the findings',
        JSON.stringify({
          ...record,
          report: { ...passed, findings: [warning, { ...warning, severity: 'error' }] },
        }),
      ],
      ['fewer findings than counted', JSON.stringify({ ...record, report: { ...passed, findings: [] } })],
      ['a line that is none', JSON.stringify(record).replace('"line":1', '"line":-1')],
      ['too long', JSON.stringify(record) + ' '.repeat(128 * 1024)],
    ];
    for (const [what, text] of spoilt) {
      await writeFile(fileOf(key), text);
      assert.equal(await keptCheck(home, key), null, what);
    }
    await writeFile(fileOf(key), JSON.stringify(record));
    assert.deepEqual(await keptCheck(home, key), passed);
  });

  it('are files of their own: no link is followed, and nobody is waited for', async () => {
    await keepCheck(home, key, passed);
    await rename(fileOf(key), join(home, 'elsewhere'));
    await symlink(join(home, 'elsewhere'), fileOf(key));
    assert.equal(await keptCheck(home, key), null);
  });

  it('are not kept where they are too long, or the folder cannot be written, and nothing is thrown', async () => {
    const many = Array.from({ length: 400 }, () => ({ ...warning, message: 'x'.repeat(1000) }));
    await keepCheck(home, key, { ...passed, findings: many, warnings: many.length });
    assert.equal(await keptCheck(home, key), null);
    await writeFile(join(home, 'checks'), '');
    await keepCheck(home, key, passed);
    assert.equal(await keptCheck(home, key), null);
  });

  it('are bounded in number and age: those that nobody asked for longest go first', async () => {
    await mkdir(join(home, 'checks'), { recursive: true });
    const minutesAgo = async (path: string, minutes: number) => {
      const at = new Date(Date.now() - minutes * 60_000);
      await utimes(path, at, at);
    };
    const keyOf = (number: number) => number.toString(16).padStart(64, '0');
    for (let number = 1; number <= 140; number += 1) {
      await writeFile(
        fileOf(keyOf(number)),
        JSON.stringify({ version: 1, key: keyOf(number), report: passed }),
      );
      await minutesAgo(fileOf(keyOf(number)), number);
    }
    // The oldest of all is asked for, and so is young again.
    assert.deepEqual(await keptCheck(home, keyOf(140)), passed);
    await minutesAgo(fileOf(keyOf(3)), 31 * 24 * 60);
    // Somebody's own, among those that go; it holds nothing up.
    await mkdir(join(home, 'checks', 'folder'));
    await minutesAgo(join(home, 'checks', 'folder'), 129.5);
    await keepCheck(home, key, passed);
    const left = await readdir(join(home, 'checks'));
    assert.equal(left.length, 129);
    assert(left.includes('folder'));
    assert.deepEqual(await keptCheck(home, keyOf(140)), passed);
    assert.deepEqual(await keptCheck(home, key), passed);
    assert.equal(await keptCheck(home, keyOf(3)), null);
    assert.equal(await keptCheck(home, keyOf(139)), null);
  });
});
