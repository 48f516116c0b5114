import { examplePackage, type RuleEntry } from './rule-entry.ts';

/** BUT1xx: what is in the package. */
export const packageRules = {
  BUT101: {
    severity: 'error',
    title: 'Split.py is missing',
    explanation:
      'Every package has a `Split.py`, at its top or in a folder named `Butcher`. Its function `splitter` cuts the dataset into fragments.',
    help: 'Add a file Split.py with a function splitter(dataset_path) that yields the fragments.',
    bad: { files: {}, without: ['Split.py'] },
    good: { files: {} },
  },
  BUT102: {
    severity: 'error',
    title: 'Merge.py is missing',
    explanation:
      'Every package has a `Merge.py`, at its top or in a folder named `Butcher`. Its function `merger` is given the results one after the other, in the order of the fragments.',
    help: 'Add a file Merge.py with a function merger(fragment, job_name).',
    bad: { files: {}, without: ['Merge.py'] },
    good: { files: {} },
  },
  BUT103: {
    severity: 'warning',
    title: 'Processor.py is missing',
    explanation:
      'A package can be checked without a `Processor.py`, but not run: the processor turns each fragment into a result. For a run it is an error, unless the run names one with `--processor FILE`.',
    help: 'Add a file Processor.py with a function Processor(fragment), or name one with `butcher run --processor FILE`.',
    bad: { files: {}, without: ['Processor.py'] },
    good: { files: {} },
  },
  BUT104: {
    severity: 'error',
    title: 'a file has the right name in the wrong case or place',
    explanation:
      'File names matter to the letter. `Split.py`, `Merge.py` and `Processor.py` lie at the top of the package; or `Split.py` and `Merge.py` lie in `Butcher` and `Processor.py` lies in `Processor`. A package uses one of these layouts, not both.',
    help: 'Rename or move the file as the message says.',
    bad: { files: { 'split.py': examplePackage['Split.py']! }, without: ['Split.py'] },
    good: { files: {} },
  },
  BUT105: {
    severity: 'error',
    title: 'syntax error',
    explanation:
      'The sandbox runs Python 3.13, and the file is not Python 3.13. This includes what Python only refuses when it compiles the file: `return` or `yield` outside a function, `await` outside an `async def`, a late `from __future__` import.',
    help: 'Correct the syntax; `python3.13 -m py_compile FILE` shows the same error.',
    bad: { files: { 'Processor.py': 'def Processor(fragment)\n    return fragment.upper()\n' } },
    good: { files: { 'Processor.py': 'def Processor(fragment):\n    return fragment.upper()\n' } },
  },
  BUT106: {
    severity: 'error',
    title: 'the source text cannot be read',
    explanation:
      'Python reads source files as UTF-8 unless a comment on the first or second line names another encoding. Bytes that do not fit the encoding, and null bytes, stop it, also within comments.',
    help: 'Save the file as UTF-8.',
    bad: {
      files: { 'Processor.py': { latin1: 'def Processor(fragment):  # größer\n    return fragment * 2\n' } },
    },
    good: { files: { 'Processor.py': 'def Processor(fragment):  # größer\n    return fragment * 2\n' } },
  },
  BUT107: {
    severity: 'error',
    title: 'butcher.json is not valid',
    explanation:
      'The optional manifest `butcher.json` may set `name`, `description`, `ordered`, `limits`, `workers`, `python` and `params`. Limits can only be tighter than the chief’s. Sizes are integers of bytes or text such as `"4MiB"`. `params` describes the parameters that a job takes, with a small part of JSON Schema: docs/parameters.md.',
    help: 'Correct the value that the message names.',
    bad: { files: { 'butcher.json': '{"name": "upper", "worker": 4}\n' } },
    good: { files: { 'butcher.json': '{"name": "upper", "workers": 4}\n' } },
  },
  BUT108: {
    severity: 'error',
    title: 'unsafe member',
    explanation:
      'A package holds regular files and folders only. Links (also those that point inside the package), devices, set-uid files, absolute paths, `..`, duplicate names and names that cannot be shown are refused.',
    help: 'Pack the file itself, under a plain relative name.',
    bad: { files: { 'table.csv': { link: 'Split.py' } } },
    good: { files: { 'table.csv': 'a,b\n1,2\n' } },
  },
  BUT109: {
    severity: 'error',
    title: 'the package is too big, has too many files or is too deep',
    explanation:
      'A package is code and small helper files. The limits `packageBytes`, `packageFiles` and `packageDepth` bound it after unpacking, and `wheelBytes` the wheels in its folder `wheels`.',
    help: 'Leave data out of the package: give it with `--data` instead.',
    bad: { files: { 'table.csv': 'a,b\n1,2\n' }, limits: { packageFiles: 3 } },
    good: { files: {}, limits: { packageFiles: 3 } },
  },
  BUT110: {
    severity: 'warning',
    title: 'a virtual environment is left out',
    explanation:
      'A folder with `pyvenv.cfg` is a virtual environment, which would not work elsewhere. It is no part of the package, whatever it holds, and does not count against its limits. Caches and leftovers of tools (`__pycache__`, `.git`, `node_modules`, `.ipynb_checkpoints` and the like) are left out without a word.',
    help: 'List what the package needs from it in requirements.txt.',
    bad: { files: { 'env/pyvenv.cfg': 'home = /usr/bin\n', 'env/bin/python': { link: '/usr/bin/python3' } } },
    good: { files: {} },
  },
} as const satisfies Record<string, RuleEntry>;
