import assert from 'node:assert/strict';
import { checkPackage } from '../../src/checks/check-package.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import { sourceOf } from '../helpers/chief-home.ts';

const small = 500;
const times = 4;
/** Time may grow so much more than the source does, and by so much that is no matter of the source, in milliseconds. */
const looseness = 2;
const freeMs = 400;
/** What the machine does besides must not count: the best of so many tries. */
const tries = 3;

const each = (n: number, line: (index: number) => string) =>
  Array.from({ length: n }, (_, i) => line(i)).join('');
const deep = (n: number) => Math.min(n, 80);
/** Names that are each made of the one before, which is named more than once. */
const chained = (length: number, made: (name: string) => string) =>
  `a${length} = "x"\n${each(length, (i) => `a${length - i - 1} = ${made(`a${length - i}`)}\n`)}`;

/** Sources of a size, each of a construct that some part of the checks follows. */
const constructs: Readonly<Record<string, (n: number) => string>> = {
  'a dispatch table': (n) =>
    `T = {${each(n, (i) => `"k${i}": f${i}, `)}}\n${each(n, (i) => `def f${i}(a):\n    return T[a](a)\n`)}`,
  'a dispatch table after its functions': (n) =>
    `${each(n, (i) => `def f${i}(a):\n    return T[a](a)\n`)}T = {${each(n, (i) => `"k${i}": f${i}, `)}}\n`,
  'functions as arguments': (n) =>
    `def h(g):\n    return g(1)\n${each(n, (i) => `def f${i}(x):\n    return h(f${(7 * i) % n})\n`)}`,
  'calls of an argument': (n) =>
    `def g(f):\n    if f:\n        return 1\n${each(n, () => '    f(f)\n')}g(g)\n`,
  'deep classes': (n) =>
    `class C0:\n    def m(self): return 1\n${each(n, (i) => `class C${i + 1}(C${i}):\n    def m(self): return super().m()\n`)}`,
  'a class of many': (n) =>
    `${each(n, (i) => `class B${i}:\n    def m${i}(self): return 1\n`)}class D(${each(n, (i) => `B${i}, `)}):\n    pass\n`,
  'methods that call each other': (n) =>
    `class C:\n${each(n, (i) => `    def m${i}(self):\n        return self.m${(i + 1) % n}()\n`)}`,
  'a ring of functions': (n) => each(n, (i) => `def f${i}(a):\n    return f${(i + 1) % n}(a)\n`),
  'a ring with a way out': (n) =>
    each(
      n,
      (i) => `def f${i}(a):\n${i === n - 1 ? '    if a: return 1\n' : ''}    return f${(i + 1) % n}(a)\n`,
    ),
  'unused imports': (n) => each(n, (i) => `import json as j${i}\nfrom os import path as p${i}\n`),
  'missing imports': (n) => each(n, (i) => `import nothing${i}\n`),
  'tried imports': (n) =>
    `def g():\n${each(n, (i) => `    try:\n        import a${i}\n    except ImportError:\n        pass\n`)}`,
  'a long if chain': (n) =>
    `def g(a):\n    if a == -1:\n        return 0\n${each(n, (i) => `    elif a == ${i}:\n        return g(a - 1)\n`)}`,
  'ifs one after the other': (n) =>
    `def g(a):\n${each(n, (i) => `    if a == ${i}:\n        a = ${i} + 1\n`)}`,
  'nested comprehensions': (n) => each(n, (i) => `x${i} = [y for y in [z for z in range(${i})]]\n`),
  'comprehensions in each other': (n) =>
    `x = ${'['.repeat(deep(n))}1${each(deep(n), (i) => ` for a${i} in b]`)}\n`,
  'many decorators': (n) => `def d(f):\n    return f\n${each(n, () => '@d\n')}def g():\n    return g\n`,
  'decorated functions': (n) =>
    `def d(f):\n    def w(*a):\n        return f(*a)\n    return w\n${each(n, (i) => `@d\ndef g${i}():\n    return g${(i + 1) % n}()\n`)}`,
  'a long chain of attributes': (n) => `x = a${'.b'.repeat(n)}\n`,
  'a long chain of calls': (n) => `x = a${'.b()'.repeat(n)}\n`,
  'attributes of attributes': (n) => `import os\nx = os\n${each(n, (i) => `x = x.a${i}\n`)}`,
  'a long sum of texts': (n) => `x = "a"${' + "b"'.repeat(n)}\n`,
  'a long text in parts': (n) => `x = ("a"${'\n "b"'.repeat(n)})\n`,
  'a long list': (n) => `x = [${each(n, (i) => `${i}, `)}]\n`,
  'names on one line that are not there': (n) => `x = [${each(n, (i) => `u${i}, `)}]\n`,
  'names that are not there': (n) => each(n, (i) => `v${i} = w${(i + 1) % n}\n`),
  'names that are not there beside NameError': (n) => `NameError\n${each(n, (i) => `w${i}\n`)}`,
  'a name bound again and again': (n) => each(n, (i) => `def f${i}():\n    return h()\nh = f${i}\n`),
  'an attribute bound again and again': (n) =>
    `class C:\n    def __init__(self):\n${each(n, (i) => `        self.a = self.f${i}\n`)}${each(n, (i) => `    def f${i}(self):\n        return self.a()\n`)}`,
  'endless loops': (n) =>
    each(n, (i) => `def l${i}():\n    while True:\n        if x${i}:\n            break\n`),
  lambdas: (n) => each(n, (i) => `l${i} = lambda a: l${(i + 1) % n}(a)\n`),
  'iterables of iterables': (n) =>
    `import itertools\ndef g(x, y):\n${'    x = itertools.chain(x, y)\n'.repeat(n)}    for a in x:\n        yield a\n`,
  'numbers of numbers': (n) =>
    `${chained(n / 100, (name) => `(${name} == ${name}) + 1`)}while a0 > 9:\n    pass\n`,
  'paths of paths': (n) =>
    `import os\n${chained(n / 250, (name) => `os.path.join(${`${name}, `.repeat(9)})`)}open(a0, "rb")\n`,
  'paths that begin with paths': (n) =>
    `${chained(n / 40, (name) => `(${name} + ${name}).encode()`)}def Processor(a):\n    open(a0)\n${'    open(a)\n'.repeat(n)}`,
  'errors of syntax': (n) => 'def (:\n'.repeat(n),
  'strings that do not end': (n) => `x = (\n"""\n${'\\"""\n'.repeat(n)}`,
};

describe('the time that checks take', () => {
  before(() => cpuMsOf(constructs['a dispatch table']!(small)));
  for (const [what, make] of Object.entries(constructs))
    it(`grows with the source, not faster, for ${what}`, async () => {
      const fewMs = await cpuMsOf(make(small));
      const mostMs = looseness * times * fewMs + freeMs;
      let manyMs = Number.POSITIVE_INFINITY;
      for (let tried = 0; tried < tries && manyMs > mostMs; tried++)
        manyMs = Math.min(manyMs, await cpuMsOf(make(times * small)));
      assert.ok(
        manyMs <= mostMs,
        `${Math.round(fewMs)} ms, and ${Math.round(manyMs)} ms for ${times} times as much`,
      );
      assert.ok(manyMs < 10_000);
    });
});

async function cpuMsOf(source: string): Promise<number> {
  const files = {
    'Split.py': "def splitter(path):\n    yield b''\n",
    'Processor.py': `${source}\ndef Processor(fragment):\n    return fragment\n`,
    'Merge.py': 'def merger(fragment, job_name):\n    open("a", "ab").write(fragment)\n',
  };
  const before = process.cpuUsage();
  await checkPackage(sourceOf(files), {
    forRun: true,
    strict: false,
    limits: defaultLimits,
    remoteWorkers: true,
  });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
