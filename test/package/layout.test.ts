import assert from 'node:assert/strict';
import type { PackageFile } from '../../src/model/package-source.ts';
import { layoutFindings, layoutOf } from '../../src/package/layout.ts';

const flat = ['Merge.py', 'Processor.py', 'Split.py'];
const guideline = ['Butcher/Merge.py', 'Butcher/Split.py', 'Processor/Processor.py'];

function findings(paths: readonly string[], processorRequired = true): string[] {
  const files = new Map<string, PackageFile>(paths.map((path) => [path, { path, bytes: Buffer.alloc(0) }]));
  return layoutFindings({ files, layout: layoutOf(paths) }, { processorRequired }).map(
    ({ rule, severity, file }) => `${rule} ${severity} ${file}`,
  );
}

describe('layoutFindings', () => {
  const cases: readonly (readonly [what: string, paths: readonly string[], expected: readonly string[]])[] = [
    ['a flat package', flat, []],
    ['a package in folders', guideline, []],
    ['helpers of the same names deeper down', [...flat, 'lib/Split.py', 'tests/Merge.py'], []],
    ['nothing at all', [], ['BUT102 error Merge.py', 'BUT103 error Processor.py', 'BUT101 error Split.py']],
    ['no splitter', ['Merge.py', 'Processor.py'], ['BUT101 error Split.py']],
    ['no merger', ['Split.py', 'Processor.py'], ['BUT102 error Merge.py']],
    [
      'no merger in folders',
      ['Butcher/Split.py', 'Processor/Processor.py'],
      ['BUT102 error Butcher/Merge.py'],
    ],
    [
      'the wrong case',
      ['split.py', 'MERGE.PY', 'Processor.py'],
      ['BUT104 error MERGE.PY', 'BUT104 error split.py'],
    ],
    [
      'folders of the wrong case',
      ['butcher/Split.py', 'butcher/Merge.py', 'processor/Processor.py'],
      [
        'BUT104 error butcher/Merge.py',
        'BUT104 error butcher/Split.py',
        'BUT104 error processor/Processor.py',
      ],
    ],
    [
      'a folder of packages',
      ['run.py', ...flat.map((file) => `first/${file}`), 'second/Merge.py', 'second/Split.py'],
      ['BUT101 error Split.py'],
    ],
    [
      'a folder of one package',
      ['first/Merge.py', 'first/Processor.py', 'first/Split.py'],
      ['BUT104 error first/Merge.py', 'BUT104 error first/Processor.py', 'BUT104 error first/Split.py'],
    ],
    ['the wrong place', ['src/Split.py', 'Merge.py', 'Processor.py'], ['BUT104 error src/Split.py']],
    [
      'a processor beside the others in folders',
      ['Butcher/Split.py', 'Butcher/Merge.py', 'Butcher/Processor.py'],
      ['BUT104 error Butcher/Processor.py'],
    ],
    [
      'a processor in a folder beside flat files',
      ['Split.py', 'Merge.py', 'Processor/Processor.py'],
      ['BUT104 error Processor/Processor.py'],
    ],
    ['both layouts', [...flat, ...guideline], guideline.map((file) => `BUT104 error ${file}`)],
    [
      'a manifest in the wrong case',
      [...flat, 'Butcher.json', 'Requirements.txt'],
      ['BUT104 error Butcher.json', 'BUT104 error Requirements.txt'],
    ],
  ];
  for (const [what, paths, expected] of cases)
    it(`of ${what}`, () => assert.deepEqual(findings(paths), expected));

  for (const [name, right] of [
    ['splitter.py', 'Split.py'],
    ['Split.py.txt', 'Split.py'],
    ['Split (1).py', 'Split.py'],
    ['merger.py', 'Merge.py'],
    ['Merge.ipynb', 'Merge.py'],
    ['process.py', 'Processor.py'],
  ] as const)
    it(`point at ${name} where ${right} is missing`, () => {
      const paths = [...flat.filter((path) => path !== right), name];
      const files = new Map(paths.map((path) => [path, { path, bytes: Buffer.alloc(0) }]));
      const [finding] = layoutFindings({ files, layout: 'flat' }, { processorRequired: true });
      assert.match(finding!.help, new RegExp(`${name.replace(/[().]/g, '\\$&')}.*may be it`));
    });

  it('name the packages that are in a folder', () => {
    const paths = ['b', 'a', 'c'].flatMap((folder) => [`${folder}/Split.py`, `${folder}/Merge.py`]);
    const said = (few: readonly string[]) => {
      const files = new Map(few.map((path) => [path, { path, bytes: Buffer.alloc(0) }]));
      return layoutFindings({ files, layout: 'flat' }, { processorRequired: true })[0]!.message;
    };
    assert.equal(
      said(paths.slice(0, 4)),
      '`Split.py` is missing here; `a` and `b` are packages of their own.',
    );
    assert.match(said(paths), /here; `a`, `b` and 1 more are packages/);
  });

  it('point at no file that is called otherwise', () => {
    const paths = ['Merge.py', 'Processor.py', 'splits.csv', 'data/splitter.py', 'splitting.py'];
    const files = new Map(paths.map((path) => [path, { path, bytes: Buffer.alloc(0) }]));
    const [finding] = layoutFindings({ files, layout: 'flat' }, { processorRequired: true });
    assert.doesNotMatch(finding!.help, /may be it/);
  });

  it('only warn of a missing processor where none is required', () => {
    assert.deepEqual(findings(['Split.py', 'Merge.py'], false), ['BUT103 warning Processor.py']);
  });

  it('name the rename to make', () => {
    const files = new Map([['split.py', { path: 'split.py', bytes: Buffer.alloc(0) }]]);
    const [finding] = layoutFindings({ files, layout: 'flat' }, { processorRequired: false }).filter(
      ({ rule }) => rule === 'BUT104',
    );
    assert.match(finding!.help, /Rename `split\.py` to `Split\.py`/);
    assert.equal(finding!.line, null);
  });
});
