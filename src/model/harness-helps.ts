import type { FailureCode } from './failures.ts';

/**
 * What the harness may say to do about a failure where it knows better than the catalogue. What else comes from a
 * container may be user code's, and is no advice of ours. `{name}` stands for a name in the package.
 */
export const harnessHelps: Readonly<Partial<Record<FailureCode, readonly string[]>>> = {
  'user-error': [
    'Define it with `def {name}(…):`.',
    'Define it with `def {name}(…):` and do not reuse its name.',
    'Threads and processes together may be as many as the limit pids: start fewer threads at once, such as with `concurrent.futures.ThreadPoolExecutor(max_workers=8)`, or raise `--limit pids=…`.',
    "The sandbox refuses this system call: it lets through what Python's standard library and NumPy need to calculate.",
  ],
  'import-error': [
    'Add `def {name}(…):` at the top level of {name}.',
    'Put {name} into the package, or list what provides it in requirements.txt; check the spelling.',
  ],
  'fragment-not-bytes': [
    'Read lines as bytes: `open(dataset_path, "rb")`; or encode the text: `yield line.encode()`.',
    'Name what to yield: a bare `yield` gives None, and so does a function without `return`.',
    'Encode the text: `yield text.encode()`; the processor gets it back with `fragment.decode()`.',
    'Encode the number: `yield str(number).encode()`, or pack it with the `struct` module.',
    'Yield its items one by one, or encode it whole: `yield json.dumps(value).encode()`.',
    'An array of Python objects has no bytes of its own: make it one of numbers, `array.astype(float)`, or use `pickle.dumps(array)`.',
    'Yield its items one by one, each as bytes: `for item in it: yield …`; and see that it ends.',
    'Yield bytes; `pickle.dumps(value)` or `json.dumps(value).encode()` makes them of most things.',
  ],
  'splitter-not-generator': [
    'Write it with a plain `def` and `yield`.',
    'It has to `yield` each fragment.',
    'Let it `yield` each fragment instead of returning them together.',
  ],
  'only-splitter-may-yield': [
    'Write it with a plain `def`; inside, `asyncio.run(…)` runs asynchronous code to its end.',
    'Use `return` instead of `yield`.',
  ],
  'result-not-bytes': [
    "Was a `return` forgotten? Return `b''` where there is nothing to say.",
    'Encode the text: `return text.encode()`.',
    'Encode the number: `return str(number).encode()`, or pack it with the `struct` module.',
    'An array of Python objects has no bytes of its own: make it one of numbers, `array.astype(float)`, or use `pickle.dumps(array)`.',
    'Return bytes; `json.dumps(value).encode()` or `pickle.dumps(value)` makes them of most things.',
  ],
};

/** What it may say of an exception that many meet once, whatever code it has: see the harness's advice.py. */
export const harnessAdvice: readonly string[] = [
  'The data folder is empty: was --data forgotten? The job had no data, or an empty folder.',
  'The sandbox has no shared memory for processes: use threads (`concurrent.futures.ThreadPoolExecutor`), or cut finer fragments and leave the parallel work to the workers.',
  'There is no network in the sandbox; bring what is needed as data.',
  "The sandbox refuses this system call: it lets through what Python's standard library and NumPy need to calculate.",
  "There is no command line in the sandbox: `sys.argv` holds the file's name alone. Put what varies into the data, or declare a parameter in butcher.json, which `--param` sets.",
  'Nobody is there to answer `input()`. Put what it asks for into a file of the package, or into the data.',
  'There is no program `{shown}` in the sandbox; look for a Python module that does the same.',
  "`{shown}` is a path of another machine. Here the data is at `dataset_path`, which `splitter` is given ({path}), and the package's files are beside `__file__`.",
  '`{shown}` is looked for in the working directory, which holds the package. The data is at `dataset_path`, which `splitter` is given: {path}',
  "`{shown}` is looked for in the working directory, which is the results folder ({path}). The package's own files are beside `__file__`: `os.path.join(os.path.dirname(__file__), …)`.",
  "A folder has to be made first, before a file can be in it: `os.makedirs(…, exist_ok=True)`. `{shown}` is looked for in the working directory, which is the results folder ({path}). The package's own files are beside `__file__`: `os.path.join(os.path.dirname(__file__), …)`.",
  '`{shown}` is a path of another machine. Results go below the working directory of the merger, by a plain name such as "out.txt"; the package\'s own files are beside `__file__`.',
  '`{shown}` is a link that leads nowhere in the sandbox, which sees only what is in the data folder: put the file itself there, or a hard link (`ln`).',
  '`{shown}` is part of the data, which only the machine of the splitter has: let the splitter put what the processor needs of it into the fragments.',
  '`\\` does not part folders in the sandbox: write `/`, or `os.path.join(dataset_path, …)`.',
  "The sandbox has none of your machine's environment variables: declare a parameter in butcher.json, which `--param` sets.",
  'Read lines as bytes: `open(dataset_path, "rb")`; or encode the text: `yield line.encode()`.',
  '`merger` is called for each result, and finds what it made before: `os.makedirs(…, exist_ok=True)` makes a folder where there is none, and mode "ab" adds to a file.',
  'Two files import each other, and the first is only half loaded when the second asks it for a name: move what both need into a third file, or import it inside the function that uses it.',
  'The data can only be read: open it with mode "rb". Files for the moment can go to /tmp.',
  'There is more than one JSON value: take them one by one, `for line in fragment.splitlines(): …`.',
  'This is no whole JSON value: it was cut in the middle, is empty, or is something else.',
  '`csv` reads text: open the file with `open(path, newline="", encoding="utf-8")`, or give it `io.StringIO(fragment.decode(), newline="")`.',
  'It is text already: leave out `.decode()`.',
  '`return` ends a generator; `raise StopIteration` is an error in it.',
  '`{shown}` is looked for in the working directory, which holds the package. A processor sees its fragment and the package, not the data: yield what it needs.',
  'The data folder holds {shown}; look at the name, and at upper and lower case.',
  'The data is a folder: go through it, `for name in sorted(os.listdir(dataset_path)): …`, or give one file with --data.',
  'It is a folder: name a file in it.',
  'The data is one file: `open(dataset_path, "rb")` reads it; or give a folder with --data.',
  'Results go below the working directory of the merger, {path} (also in BUTCHER_RESULTS_DIR); it can write nowhere else. Files for the moment can go to /tmp.',
  'Only the merger can write results; the splitter hands on what it yields. Files for the moment can go to /tmp.',
  'Only the merger can write results; the processor hands on what it returns. Files for the moment can go to /tmp.',
  'Read the data in pieces instead of whole (line by line, `file.read(size)`, or `mmap`), and yield each piece; or raise `--limit memory=…`.',
  'JSON knows no arrays of NumPy: `array.tolist()` makes lists of them.',
  'JSON knows no bytes: `.decode()` makes text of them.',
  'JSON knows no sets: `sorted(…)` makes a list of one.',
  "JSON knows no numbers of NumPy: `int(x)` or `float(x)` makes one of Python's, `.tolist()` of a whole array.",
  'JSON knows no {name}: turn it into text, a number, a list or a dict first.',
  'Open the file with "wb" or "ab" to write bytes into it.',
  'Make text of it: `str(…)`, or `f"{…}"`.',
  'Write the pattern as bytes, `rb"…"`, or decode first: `fragment.decode()`.',
  'Fragments and results are bytes: `fragment.decode()` makes text of them, `text.encode()` bytes of text. A file opened with "b" takes bytes.',
  'Fragments and results are bytes: `fragment.decode()` makes text of them, `text.encode()` bytes of text.',
  'These bytes are not {name}: the text is in another encoding (`.decode("latin-1")`, `open(…, encoding="latin-1")`), is no text, or was cut in the middle of a character.',
  'The fragment was cut in the middle of a value: let the splitter cut at whole ones.',
  '`next(…)` found nothing more: use a `for` loop, or `next(it, None)` and `return` where it is None.',
];

const placeholder = /\{(name|path|shown)\}/;
/**
 * What may stand for a placeholder. More of any is not one that a person has to be told; none can act on a terminal.
 */
const fillings: Readonly<Record<string, RegExp>> = {
  name: /^[\p{L}\p{N}_./-]{1,128}$/u,
  path: /^\/[^\p{C}\p{Zl}\p{Zp}`]{0,240}$/u,
  shown: /^[^\p{C}\p{Zl}\p{Zp}`]{1,1200}$/u,
};
const mostHelpLength = 2048;

/** Whether the harness itself would say so about a failure of that code. */
export function isHarnessHelp(code: FailureCode, help: string): boolean {
  const ofCode = Object.hasOwn(harnessHelps, code) ? (harnessHelps[code] ?? []) : [];
  if (help.length > mostHelpLength) return false;
  return [...ofCode, ...harnessAdvice].some((form) => fits(help, form.split(placeholder)));
}

/** Whether a text is these parts with something fit for each placeholder, whose kinds stand between the parts. */
function fits(text: string, [first, ...others]: readonly string[]): boolean {
  if (!text.startsWith(first!)) return false;
  let at = first!.length;
  for (let index = 0; index < others.length; index += 2) {
    const [kind, part] = [others[index]!, others[index + 1]!];
    const isLast = index + 2 === others.length;
    const next = isLast ? text.length - part.length : text.indexOf(part, at + 1);
    if (next <= at || !fillings[kind]!.test(text.slice(at, next))) return false;
    if (!text.startsWith(part, next)) return false;
    at = next + part.length;
  }
  return at === text.length;
}
