import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkPackage } from '../../src/checks/check-package.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import type { PackageSource } from '../../src/model/package-source.ts';
import { readCorpus } from './read-corpus.ts';

const options = { forRun: false, strict: false, limits: defaultLimits, remoteWorkers: true };

function sourceOf(files: Readonly<Record<string, string | Buffer>>): PackageSource {
  return {
    name: 'mutated',
    layout: 'flat',
    files: new Map(
      Object.entries(files).map(([path, content]) => [path, { path, bytes: Buffer.from(content) }]),
    ),
    manifest: null,
    digest: `sha256:${'0'.repeat(64)}`,
  };
}

describe('checkPackage', () => {
  const texts = readCorpus()
    .flatMap(({ files }) =>
      [...files].flatMap(([path, file]) =>
        path.endsWith('.py') && 'bytes' in file ? [file.bytes.toString()] : [],
      ),
    )
    .filter((text) => text.length > 60 && text.length < 3000);

  it('gives findings for whatever becomes of a Python file', async () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    const edit = fc.record({
      from: fraction,
      length: fc.nat(30),
      put: fc.oneof(
        fc.constantFrom(
          '',
          '(',
          ')',
          ':',
          '\n',
          '\n    ',
          'yield ',
          'while True:\n',
          'def f():\n',
          '"""',
          '\\',
          '{',
          'lambda: ',
          ' = ',
          '\0',
          '\r',
          'async ',
          '*',
          'é',
          '𝒳',
        ),
        fc.record({ at: fraction, length: fc.nat(80) }),
      ),
    });
    const mutated = fc
      .tuple(
        fc.constantFrom(...texts),
        fc.constantFrom(...texts),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
      )
      .map(([text, other, edits]) =>
        edits.reduce((now, { from, length, put }) => {
          const start = Math.floor(from * now.length);
          const inserted =
            typeof put === 'string'
              ? put
              : other.slice(Math.floor(put.at * other.length)).slice(0, put.length);
          return now.slice(0, start) + inserted + now.slice(start + length);
        }, text),
      );
    await fc.assert(
      fc.asyncProperty(mutated, mutated, async (split, helper) => {
        const report = await checkPackage(
          sourceOf({ 'Split.py': split, 'helper.py': helper, 'Merge.py': '' }),
          options,
        );
        assert.ok(report.refused);
      }),
      { numRuns: 150 },
    );
  });

  it('stands sources of great depth and length', async () => {
    const deep = 20_000;
    const sources = {
      brackets: `x = ${'['.repeat(deep)}${']'.repeat(deep)}\n`,
      open: `x = ${'('.repeat(deep)}\n`,
      signs: `x = ${'-'.repeat(deep)}1\n`,
      lambdas: `x = ${'lambda: '.repeat(deep)}1\n`,
      sums: `def f(a):\n    return a${' + a'.repeat(deep)}\n`,
      attributes: `def f(a):\n    return a${'.b'.repeat(deep)}\n`,
      calls: `def f(a):\n    return a${'()'.repeat(deep)}\n`,
      conditions: `def f(a):\n    return ${'1 if a else '.repeat(deep)}2\n`,
      branches: `def f(a):\n    if a: pass\n${'    elif a: pass\n'.repeat(deep)}`,
      blocks: Array.from({ length: 150 }, (_, depth) => `${' '.repeat(depth)}if a:\n`).join(''),
      names: `a = 1\n${Array.from({ length: deep / 10 }, () => 'a = a\n').join('')}`,
      functions: Array.from({ length: deep / 4 }, (_, n) => `def f${n}(): return f${n + 1}()\n`).join(''),
      string: `x = "${'a'.repeat(3_000_000)}"\n`,
      line: `${'x = 1; '.repeat(deep)}\n`,
      tooLarge: Buffer.alloc(50 * 1024 * 1024, 'x = 1\n'),
      binary: Buffer.from([0xff, 0xfe, 0, 1, 2, 3]),
      empty: '',
    };
    for (const [name, text] of Object.entries(sources)) {
      const report = await checkPackage(sourceOf({ 'Split.py': text }), options);
      assert.ok(report.refused, name);
    }
  });
});
