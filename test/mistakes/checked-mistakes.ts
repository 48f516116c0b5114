import { checkPackage } from '../../src/checks/check-package.ts';
import type { Finding } from '../../src/model/finding.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import { sourceOf } from '../helpers/chief-home.ts';

/** Something that authors get wrong, which the checks see before anything runs, and what they are to be told. */
export interface CheckedMistake {
  readonly what: string;
  /** The files that are not as in a package that is right; the first has the mistake. */
  readonly files: Readonly<Record<string, string>>;
  readonly rule: string;
  readonly line: number | null;
  readonly help: RegExp;
}

const right: Readonly<Record<string, string>> = {
  'Split.py': 'def splitter(dataset_path):\n    yield b"x"\n',
  'Processor.py': 'def Processor(fragment):\n    return fragment\n',
  'Merge.py':
    'def merger(result, job_name):\n    with open("all", "ab") as out:\n        out.write(result)\n',
};

const split = (body: string, head = 'import os') => `${head}\n\n\ndef splitter(dataset_path):\n    ${body}\n`;
const processor = (body: string, head = 'import json') =>
  `${head}\n\n\ndef Processor(fragment):\n    ${body}\n`;
const merge = (body: string, head = 'import json') =>
  `${head}\n\n\ndef merger(result, job_name):\n    ${body}\n`;
const total =
  'total = []\n\n\ndef merger(result, job_name):\n    total.append(result)\n\n\ndef finish(job_name):\n';

const inSplit = (what: string, rule: string, source: string, help: RegExp, line = 5): CheckedMistake => ({
  ...{ what, rule, line, help, files: { 'Split.py': source } },
});
const inProcessor = (what: string, rule: string, source: string, help: RegExp, line = 5): CheckedMistake => ({
  ...{ what, rule, line, help, files: { 'Processor.py': source } },
});
const inMerge = (what: string, rule: string, source: string, help: RegExp, line = 5): CheckedMistake => ({
  ...{ what, rule, line, help, files: { 'Merge.py': source } },
});

export const checkedMistakes: readonly CheckedMistake[] = [
  inProcessor(
    '`return` forgotten',
    'BUT802',
    processor('json.dumps(len(fragment)).encode()'),
    /Write `return json/,
    4,
  ),
  inSplit('a list returned', 'BUT301', split('return [b"x"]'), /with `yield`/, 4),
  inSplit('lines of a file opened as text', 'BUT304', split('yield from open(dataset_path)'), /"rb"/),
  inSplit(
    'a loop without an end',
    'BUT401',
    'def splitter(dataset_path):\n    with open(dataset_path, "rb") as file:\n        while True:\n            yield file.read(9)\n',
    /break/,
    3,
  ),
  inSplit(
    'a file beside the data',
    'BUT808',
    split('yield open("corpus.txt", "rb").read()'),
    /`dataset_path`/,
  ),
  inSplit('a Windows path', 'BUT808', split('yield open(r"C:\\data\\a.txt", "rb").read()'), /`dataset_path`/),
  inSplit(
    'a Windows path with an escape',
    'BUT105',
    split('yield open("C:\\Users\\a.txt", "rb").read()'),
    /twice.*`r"…"`/,
  ),
  inMerge(
    '`finish` misspelt',
    'BUT803',
    `${total.replace('finish', 'finsh')}    print(total)\n`,
    /`finish`/,
    8,
  ),
  inMerge(
    '`finish` forgotten',
    'BUT803',
    merge('total.append(result)', 'total = []'),
    /finish\(job_name\)/,
    4,
  ),
  inMerge(
    '`finish` without the name of the job',
    'BUT204',
    `${total.replace('finish(job_name)', 'finish()')}    open("all", "wb").write(b"".join(total))\n`,
    /def finish\(job_name\)/,
    8,
  ),
  inMerge(
    'a misspelt name in `finish`',
    'F821',
    `${total}    open("all", "wb").write(b"".join(totl))\n`,
    /`total`/,
    9,
  ),
  inMerge('each result written over the last', 'BUT804', merge('open("all", "wb").write(result)'), /"ab"/),
  inMerge('bytes written as text', 'BUT801', merge('open("all", "w").write(b"x")'), /mode/),
  {
    ...{
      what: 'a variable that another role sets',
      rule: 'BUT805',
      line: 1,
      help: /fragments or the results/,
    },
    files: {
      'Processor.py':
        'from Split import header\n\n\ndef Processor(fragment):\n    return header + fragment\n',
      'Split.py':
        'header = b""\n\n\ndef splitter(dataset_path):\n    global header\n    header = b"x"\n    yield b"y"\n',
    },
  },
  inProcessor(
    'a pool of processes',
    'BUT806',
    processor('return mp.Pool(2).map(len, [fragment])[0]', 'import multiprocessing as mp'),
    /ThreadPoolExecutor/,
  ),
  inProcessor(
    'a lock of processes',
    'BUT806',
    processor('return bytes(mp.Lock().acquire()) + fragment', 'import multiprocessing as mp'),
    /threading\.Lock/,
  ),
  inProcessor(
    'memory that processes share',
    'BUT806',
    processor(
      'return bytes(shm.SharedMemory(create=True, size=9).buf) + fragment',
      'import multiprocessing.shared_memory as shm',
    ),
    /Use threads/,
  ),
  inProcessor('`sys.argv`', 'BUT807', processor('return sys.argv[1].encode()', 'import sys'), /--param/),
  inProcessor(
    '`argparse`',
    'BUT807',
    processor('return str(argparse.ArgumentParser().parse_args()).encode()', 'import argparse'),
    /--param/,
  ),
  inProcessor('`input()`', 'BUT807', processor('return input().encode()'), /--param/),
  inProcessor(
    'bytes compared with text',
    'BUT809',
    processor('return b"y" if fragment == "x" else b"n"'),
    /Compare with bytes: `b"x"`/,
  ),
  inProcessor(
    'parameters that butcher.json does not declare',
    'BUT204',
    'def Processor(fragment, params):\n    return params["word"].encode()\n',
    /butcher\.json/,
    1,
  ),
  inProcessor(
    'a library that is not listed',
    'BUT701',
    processor('return requests.get(fragment)', 'import requests'),
    /requirements\.txt/,
    1,
  ),
  {
    ...{ what: 'a library without a version', rule: 'BUT702', line: 1, help: /==1\.2\.3/ },
    files: {
      'requirements.txt': 'requests\n',
      'Processor.py': 'import requests\n\n\ndef Processor(fragment):\n    return requests.__doc__.encode()\n',
    },
  },
];

/** The first finding of its rule in its file; null: the checks say no such thing. */
export async function findMistake({ files, rule }: CheckedMistake): Promise<Finding | null> {
  const options = { forRun: true, strict: false, limits: defaultLimits };
  const { findings } = await checkPackage(sourceOf({ ...right, ...files }), options);
  const file = Object.keys(files)[0];
  return findings.find((finding) => finding.rule === rule && finding.file === file) ?? null;
}
