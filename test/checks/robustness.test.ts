import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkPackage } from '../../src/checks/check-package.ts';
import { prettyFindings } from '../../src/checks/formats/pretty.ts';
import { examplePackage } from '../../src/checks/rule-table/rule-entry.ts';
import type { CheckReport } from '../../src/model/finding.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import type { PackageSource } from '../../src/model/package-source.ts';
import { readCorpus } from './read-corpus.ts';

function sourceOf(files: Readonly<Record<string, string | Buffer>>): PackageSource {
  const all = Object.entries({ ...examplePackage, ...files }).sort();
  const entries = all.map(([path, bytes]) => [path, { path, bytes: Buffer.from(bytes) }] as const);
  return { name: 'p', layout: 'flat', files: new Map(entries), manifest: null, digest: 'sha256:0' };
}

async function check(source: PackageSource): Promise<CheckReport> {
  const report = await checkPackage(source, {
    forRun: false,
    strict: true,
    limits: defaultLimits,
    remoteWorkers: true,
  });
  for (const { line, column, endLine, endColumn, message, help } of report.findings) {
    assert.ok(message !== '' && help !== '');
    if (line === null) continue;
    assert.ok(line >= 1 && column! >= 1 && endLine! >= line, `${message} ${line}:${column}-${endLine}`);
    assert.ok(endLine! > line || endColumn! >= column!, `${message} ${column}-${endColumn}`);
  }
  // A frame for each finding, wherever it says that it is.
  prettyFindings(report.findings, source, (_format, text) => text);
  return report;
}

/** The files, all of them loaded by the processor. */
function loaded(files: Readonly<Record<string, string | Buffer>>): Record<string, string | Buffer> {
  const modules = Object.keys(files).map((path) => path.replace(/\.py$/, '').replaceAll('/', '.'));
  const imports = modules.map((name) => `import ${name}\n`).join('');
  return { ...files, 'Processor.py': `${imports}${examplePackage['Processor.py']}` };
}

const rulesOf = ({ findings }: CheckReport, file: string) =>
  findings.filter((each) => each.file === file && each.severity === 'error').map(({ rule }) => rule);

describe('checks of whatever comes', function () {
  this.timeout(180_000);

  it('give findings for sources that no parser can follow, and spare the files beside them', async () => {
    const deep: Readonly<Record<string, string>> = {
      'a_brackets.py': `x = ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`,
      'b_open.py': `x = ${'('.repeat(20_000)}\n`,
      'c_not.py': `x = ${'not '.repeat(30_000)}1\n`,
      'd_sum.py': `x = 1${' + 1'.repeat(30_000)}\n`,
      'e_blocks.py': `${Array.from({ length: 300 }, (_, n) => `${' '.repeat(n)}if 1:\n`).join('')}${' '.repeat(300)}pass\n`,
      'f_calls.py': `x = f${'()'.repeat(30_000)}\n`,
    };
    const report = await check(sourceOf(loaded({ ...deep, 'g_undefined.py': 'print(missing)\n' })));
    for (const file of Object.keys(deep)) assert.deepEqual(rulesOf(report, file), ['BUT505'], file);
    assert.deepEqual(rulesOf(report, 'g_undefined.py'), ['F821']);
  });

  it('stop asking ruff when too many files break it', async () => {
    const files = Array.from({ length: 60 }, (_, n) => [`f${n}.py`, `x = ${'('.repeat(9_000)}\n`]);
    const report = await check(sourceOf(loaded(Object.fromEntries(files))));
    assert.equal(report.errors, 60);
  });

  it('give findings for files that are no text', async () => {
    const report = await check(
      sourceOf(
        loaded({
          'png.py': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
          'elf.py': readFileSync(process.execPath).subarray(0, 65_536),
          'utf16.py': Buffer.from('\ufeffprint(1)\n', 'utf16le'),
          'long.py': `x = "${'a'.repeat(3_000_000)}"\n`,
          'huge.py': 'x = 1\n'.repeat(2_000_000),
        }),
      ),
    );
    for (const file of ['png.py', 'elf.py', 'utf16.py'])
      assert.deepEqual(rulesOf(report, file), ['BUT106'], file);
    assert.deepEqual(rulesOf(report, 'long.py'), []);
    assert.deepEqual(rulesOf(report, 'huge.py'), ['BUT109']);
  });

  it('find nothing wrong with the names and the syntax of the standard library', async () => {
    const folder = execFileSync('python3', ['-c', 'import json; print(json.__path__[0])']).toString().trim();
    const library = join(folder, '..');
    const names = readdirSync(library).filter((name) => /^[a-z]\w+\.py$/.test(name));
    const files: Record<string, string> = {};
    for (const name of names) {
      const path = join(library, name);
      if (statSync(path).size < 30_000) files[`lib/${name}`] = readFileSync(path, 'utf8');
    }
    assert.ok(Object.keys(files).length > 100);
    const { findings } = await check(sourceOf(loaded(files)));
    const wrong = findings.filter(
      ({ rule, severity }) => severity === 'error' && /^(?:BUT[128]|BUT505|F)/.test(rule),
    );
    // Names that other versions of Python have.
    const odd =
      /^lib\/(?:platform|codeop|pydoc|doctest|imp|turtle|this|antigravity|cgi|asyncore|asynchat|smtpd|uu)\.py$/;
    assert.deepEqual(
      wrong.filter(({ file }) => !odd.test(file)),
      [],
    );
    // Of the mistakes of authors none is made there.
    assert.deepEqual(
      findings.filter(({ rule }) => /^BUT80[2-8]/.test(rule)),
      [],
    );
  });

  it('point at a place that is there, also where a block is missing before a line of spaces', async () => {
    const text = 'def splitter(path):\n    for line in open(path):\n        \r\n';
    const { findings } = await check(sourceOf({ 'Split.py': text }));
    const [found] = findings.filter(({ message }) => /indented block/.test(message));
    assert.deepEqual([found?.line, found?.column, found?.endColumn], [3, 1, 1]);
  });

  it('never throw, whatever is done to a source', async () => {
    const texts = readCorpus().flatMap(({ files }) =>
      [...files.values()].flatMap((file) => ('bytes' in file ? [file.bytes.toString()] : [])),
    );
    const snippet = fc.constantFrom(
      ...[
        '(',
        ')',
        '{',
        '"""',
        "'",
        ':',
        '\n',
        '\n    ',
        '\t',
        '\\\n',
        'yield',
        'def f(',
        'lambda:',
        '\u0000',
        '\ufeff',
      ],
      ...[
        '🙂',
        '#',
        'import ',
        'from . import *',
        'while True:',
        '*',
        '**',
        ':=',
        'f"{',
        'async ',
        'match x:\n',
        '\r',
      ],
    );
    const damaged = fc
      .record({
        text: fc.constantFrom(...texts),
        cuts: fc.array(fc.tuple(fc.nat(), fc.nat(20), snippet), { minLength: 1, maxLength: 4 }),
      })
      .map(({ text, cuts }) =>
        cuts.reduce((now, [at, length, put]) => {
          const place = at % (now.length + 1);
          return now.slice(0, place) + put + now.slice(place + length);
        }, text),
      );
    await fc.assert(
      fc.asyncProperty(
        fc.array(damaged, { minLength: 3, maxLength: 3 }),
        async ([split, processor, merge]) => {
          await check(sourceOf({ 'Split.py': split!, 'Processor.py': processor!, 'Merge.py': merge! }));
        },
      ),
      { numRuns: 150 },
    );
  });
});
