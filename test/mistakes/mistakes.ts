/** Something that authors get wrong, which only shows when it runs, and what they are to be told. */
export interface Mistake {
  readonly what: string;
  /** The file it is in; the others of the package are right. */
  readonly file: 'Split.py' | 'Processor.py' | 'Merge.py';
  readonly source: string;
  readonly data?: 'none' | 'folder' | 'link';
  readonly code: string;
  readonly line: number | null;
  readonly help: RegExp;
  /** It goes well where nothing isolates the code. */
  readonly needsContainer?: true;
}

const split = (body: string) => `import os\n\n\ndef splitter(dataset_path):\n    ${body}\n    yield b"x"\n`;
const process = (body: string, head = 'import json') =>
  `${head}\n\n\ndef Processor(fragment):\n    ${body}\n`;
const merge = (body: string) => `import os\n\n\ndef merger(result, job_name):\n    ${body}\n`;

const inSplit = (what: string, body: string, help: RegExp, rest: Partial<Mistake> = {}): Mistake => ({
  ...{ what, file: 'Split.py', source: split(body), code: 'user-error', line: 5, help },
  ...rest,
});
const inProcessor = (
  what: string,
  body: string,
  help: RegExp,
  { head, ...rest }: Partial<Mistake> & { readonly head?: string } = {},
): Mistake => ({
  ...{ what, file: 'Processor.py', source: process(body, head), code: 'user-error', line: 5, help },
  ...rest,
});
const inMerge = (what: string, body: string, help: RegExp, rest: Partial<Mistake> = {}): Mistake => ({
  ...{ what, file: 'Merge.py', source: merge(body), code: 'user-error', line: 5, help },
  ...rest,
});

const container = { needsContainer: true } as const;

export const mistakes: readonly Mistake[] = [
  inProcessor('`return` forgotten', 'fragment.upper()', /`return` forgotten/, {
    ...{ code: 'result-not-bytes', line: 4 },
  }),
  inProcessor('text returned', 'return fragment.decode()', /text\.encode\(\)/, {
    ...{ code: 'result-not-bytes', line: 4 },
  }),
  inSplit('lines of a file opened as text', 'yield from open(dataset_path)', /open\(dataset_path, "rb"\)/, {
    ...{ code: 'fragment-not-bytes' },
  }),
  inSplit('a relative path in the splitter', 'open("corpus.txt", "rb")', /working directory.*`dataset_path`/),
  inSplit('a path of the author’s machine', 'open("/home/me/corpus.txt")', /another machine.*`dataset_path`/),
  inSplit(
    'a file that the data folder has not',
    'open(os.path.join(dataset_path, "B"))',
    /holds only a; look/,
    {
      data: 'folder',
    },
  ),
  inSplit(
    'a link to data that are elsewhere',
    'open(os.path.join(dataset_path, "link"), "rb")',
    /link that leads nowhere.*hard link/,
    { data: 'link' },
  ),
  inSplit('`\\` in the path of the data', 'open(dataset_path + "\\\\a")', /`\/`.*os\.path\.join/),
  inSplit('lines of text joined as bytes', 'b"".join(open(dataset_path))', /open\(dataset_path, "rb"\)/),
  inSplit('a folder opened as a file', 'open(dataset_path, "rb")', /The data is a folder.*os\.listdir/, {
    data: 'folder',
  }),
  inSplit('a file gone through as a folder', 'os.listdir(dataset_path)', /The data is one file/),
  inSplit('`--data` forgotten', 'open(dataset_path, "rb")', /data folder is empty: was --data forgotten\?/, {
    data: 'none',
  }),
  inSplit(
    '`--data` forgotten, and a folder expected',
    'os.listdir(dataset_path)[0]',
    /was --data forgotten\?/,
    {
      data: 'none',
    },
  ),
  inSplit('`next` with nothing left', 'next(iter([]))', /`next\(…\)` found nothing more/),
  inSplit('the whole data in memory', 'bytearray(1 << 40)', /in pieces.*mmap/, { code: 'out-of-memory' }),
  inSplit(
    'the data opened for writing',
    'open(dataset_path, "r+b")',
    /data can only be read.*"rb"/,
    container,
  ),
  inSplit('`raise StopIteration`', 'raise StopIteration', /`return` ends a generator/),
  inProcessor('the data opened by the processor', 'open("corpus.txt")', /not the data: yield what/),
  inProcessor(
    'numbers of NumPy in JSON',
    'return json.dumps({"n": np.int64(1)}).encode()',
    /int\(x\).*\.tolist\(\)/,
    { head: 'import json, numpy as np', ...container },
  ),
  inProcessor('bytes in JSON', 'return json.dumps({"n": fragment}).encode()', /\.decode\(\)/),
  inProcessor('a set in JSON', 'return json.dumps(set(fragment)).encode()', /sorted/),
  inProcessor('bytes and text mixed', 'return b"n: " + str(len(fragment))', /text\.encode\(\)/),
  inProcessor('a pattern of text for bytes', 'return re.sub("x", "y", fragment)', /rb"…"/, {
    head: 'import re',
  }),
  inProcessor('a method of text on bytes', 'return fragment.format(1)', /fragment\.decode\(\)/),
  inProcessor(
    'text in another encoding',
    'return (b"\\xe9" + fragment).decode().encode()',
    /another encoding.*latin-1.*encoding="latin-1"/,
  ),
  inProcessor('a value cut in two', 'return struct.unpack("<d", fragment)', /middle of a value/, {
    head: 'import struct',
  }),
  inProcessor('bytes given to `csv`', 'return next(csv.reader([fragment]))[0].encode()', /newline=""/, {
    head: 'import csv',
  }),
  inProcessor('text decoded once more', 'return fragment.decode().decode()', /is text already/),
  inProcessor('half of a JSON value', 'return json.loads(fragment[:0] + b"[1,")', /no whole JSON value.*cut/),
  inProcessor('many JSON values at once', 'return json.loads(b"1\\n2")', /one by one.*splitlines/),
  inProcessor('an array of objects', 'return np.array([fragment, None])', /no bytes of its own.*astype/, {
    ...{ head: 'import numpy as np', code: 'result-not-bytes', line: 4, ...container },
  }),
  inProcessor('`argparse`', 'return argparse.ArgumentParser(usage="x").error("no")', /no command line/, {
    ...{ head: 'import argparse', code: 'exited-early' },
  }),
  inProcessor('`sys.argv`', 'return sys.argv[1].encode()', /no command line/, { head: 'import sys' }),
  inProcessor('a variable of the environment', 'return os.environ["SCALE"].encode()', /none of.*--param/, {
    head: 'import os',
  }),
  inProcessor('`input()`', 'return input().encode()', /Nobody is there/),
  inProcessor(
    'a program of the system',
    'return subprocess.run(["no-such-program"]).stdout',
    /no program `no-such-program`/,
    {
      head: 'import subprocess',
    },
  ),
  inProcessor('a pool of processes', 'return mp.Pool(2).map(len, [fragment])[0]', /ThreadPoolExecutor/, {
    ...{ head: 'import multiprocessing as mp', ...container },
  }),
  inProcessor(
    'memory that processes share',
    'return bytes(shared_memory.SharedMemory("mine", create=True, size=9).buf)',
    /ThreadPoolExecutor/,
    { head: 'from multiprocessing import shared_memory', ...container },
  ),
  inProcessor('the network', 'return urllib.request.urlopen("http://example.org").read()', /no network/, {
    ...{ head: 'import urllib.request', ...container },
  }),
  inProcessor(
    'a file written by the processor',
    'open("out.txt", "w")',
    /Only the merger can write results/,
    {
      ...container,
    },
  ),
  inMerge('a file of the package in the merger', 'open("names.txt")', /results folder.*`__file__`/s),
  inMerge(
    'a folder that nobody made',
    'open("tables/out.txt", "wb")',
    /^A folder has to be made first.*os\.makedirs/,
  ),
  inMerge('a folder made for each result', 'os.mkdir("a"), os.mkdir("a")', /for each result.*exist_ok=True/),
  inMerge(
    'results for a folder of the author’s machine',
    'open("/home/me/out.txt", "wb")',
    /another machine.*Results go below.*plain name/,
  ),
  inMerge('bytes written as text', 'open("out.txt", "w").write(result)', /"wb"/),
  inMerge('a number written as text', 'open("out.txt", "w").write(len(result))', /`str\(…\)`/),
  inMerge(
    'results written elsewhere',
    'open("/app/out.txt", "wb")',
    /Results go below.*BUTCHER_RESULTS_DIR/,
    {
      ...container,
    },
  ),
];
