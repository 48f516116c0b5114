import assert from 'node:assert/strict';
import { checkPackage } from '../../src/checks/check-package.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import { sourceOf } from '../helpers/chief-home.ts';

const merge = 'def merger(fragment, job_name):\n    open("a", "ab").write(fragment)\n';
const split = "def splitter(path):\n    yield b''\n";

/** What the finding of this rule in Processor.py says to do. */
async function adviceFor(rule: string, processor: string): Promise<string> {
  const files = { 'Split.py': split, 'Processor.py': processor, 'Merge.py': merge, 'helpers.py': 'X = 1\n' };
  const options = { forRun: true, strict: false, limits: defaultLimits };
  const { findings } = await checkPackage(sourceOf(files), options);
  return findings.find((each) => each.rule === rule && each.file === 'Processor.py')?.help ?? '';
}

const inside = (line: string) => `def Processor(fragment):\n    ${line}\n    return fragment\n`;

describe('what a finding says to do', () => {
  const cases: readonly (readonly [what: string, rule: string, source: string, expected: RegExp])[] = [
    ['range of Python 2', 'F821', inside('for i in xrange(3): pass'), /Python 3.*`range`/],
    ['text of Python 2', 'F821', inside('unicode(fragment)'), /Python 3.*`str`/],
    ['reduce of Python 2', 'F821', inside('reduce(max, fragment)'), /from functools import reduce/],
    ['a function that is not there', 'F821', inside('transform(fragment)'), /^Define or import/],
    ['another word for the parameter', 'F821', inside('len(piece)'), /Did you mean `fragment`/],
    ['print of Python 2', 'BUT105', inside('print fragment'), /`print\(…\)`/],
    [
      'an exception of Python 2',
      'BUT105',
      'try:\n    x = 1\nexcept ValueError, e:\n    pass\n',
      /`except … as e:`/,
    ],
    ['one equals sign', 'BUT105', inside('if fragment = b"": pass'), /`==`/],
    ['a Windows path', 'BUT105', inside('open("C:\\Users\\me")'), /twice.*`r"…"`/],
    ['a name of Unicode', 'BUT105', inside('print("C:\\New")'), /twice.*`r"…"`/],
    ['else if', 'BUT105', inside('if 1: pass\n    else if 2: pass'), /`elif`/],
    ['quotes of a word processor', 'BUT105', inside('x = “a”'), /straight quotes/],
    ['a space that is none', 'BUT105', inside('x =\u00a01'), /U\+00A0.*plain space/],
    ['a character without width', 'BUT105', inside('x\u200b = 1'), /U\+200B.*Remove/],
  ];
  for (const [what, rule, source, expected] of cases)
    it(`fits ${what}`, async () => assert.match(await adviceFor(rule, source), expected));

  it('leaves the name of the package out of imports of its own files', async () => {
    const source = `from wordcount.helpers import X\n${inside('x = X')}`;
    assert.match(await adviceFor('BUT701', source), /`import helpers`.*`from helpers import …`/);
    const plain = `import wordcount.helpers\n${inside('x = wordcount')}`;
    assert.match(await adviceFor('BUT701', plain), /`import helpers`/);
    const strange = `import wordcount.nothing\n${inside('x = wordcount')}`;
    assert.doesNotMatch(await adviceFor('BUT701', strange), /`import nothing`/);
  });

  it('names `params` where parameters are declared and one argument is asked too much', async () => {
    const files = {
      ...{ 'Split.py': split, 'Merge.py': merge, 'butcher.json': '{"params": {}}' },
      'Processor.py': 'def Processor(fragment, parameters):\n    return parameters["word"].encode()\n',
    };
    const source = { ...sourceOf(files), manifest: { limits: {}, params: { properties: {} } } };
    const { findings } = await checkPackage(source, { forRun: true, strict: false, limits: defaultLimits });
    const help = findings.find(({ rule }) => rule === 'BUT204')?.help;
    assert.match(help ?? '', /`def Processor\(fragment, params\):`.*no other name/);
  });
});
