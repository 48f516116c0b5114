import type { RuleEntry } from './rule-entry.ts';

/** BUT7xx, BUT801 and F821: names and modules that are not there, and calls that cannot succeed. */
export const importRules = {
  BUT701: {
    severity: 'error',
    title: 'the import cannot be found',
    explanation:
      'The module is neither a file of the package, nor in Python’s standard library, nor in the sandbox image (NumPy), and no library in `requirements.txt` or its lock can bring it. What only a dependency of a listed library brings, or may bring, is a warning; a lock (`butcher lock`) settles it. `Split.py` and `Merge.py` find helpers in their own folder first, then at the top of the package, by plain imports: they are not part of a Python package themselves, so a relative import fails. Imports under `try … except ImportError` and `if TYPE_CHECKING` are left alone; one in a function of a helper file that nothing calls, or only where ImportError is caught, is a warning.',
    help: 'Correct the name, add the file, or list the package that holds it in requirements.txt.',
    bad: {
      files: {
        'Processor.py': `import pandas


def Processor(fragment):
    return pandas.read_json(fragment.decode()).to_csv().encode()
`,
      },
    },
    good: {
      files: {
        'requirements.txt': 'pandas==2.2.3\n',
        'Processor.py': `import pandas


def Processor(fragment):
    return pandas.read_json(fragment.decode()).to_csv().encode()
`,
      },
    },
  },
  BUT702: {
    severity: 'warning',
    title: 'requirement without an exact version',
    explanation:
      'Without `==` the newest version is installed, so that the same package may give other results next month. Where there is a lock, its versions are installed.',
    help: 'Pin the version: name==1.2.3, or write all of them down with `butcher lock`.',
    bad: { files: { 'requirements.txt': 'pandas>=2\n' } },
    good: { files: { 'requirements.txt': 'pandas==2.2.3\n' } },
  },
  BUT703: {
    severity: 'warning',
    title: 'a file hides a module of the standard library',
    explanation:
      'Imports look in the package first. A file named like a standard module is found in its place, by your code and by the libraries that you use.',
    help: 'Rename the file.',
    bad: { files: { 'random.py': 'SEED = 7\n' } },
    good: { files: { 'my_random.py': 'SEED = 7\n' } },
  },
  BUT704: {
    severity: 'error',
    title: 'a requirement that cannot be installed here',
    explanation:
      'Libraries are installed as wheels from the index that the operator of the chief has set, or from the folder `wheels` of the package, and no code of theirs runs meanwhile. So a requirement names a library, versions, a condition and hashes; addresses, paths, `-e`, version control and options that choose an index are refused. `-r` and `-c` may name other files of the package. All these files together may have 64 KiB and 500 lines of at most 1,000 characters. A lock beside it, `requirements.lock` or `pylock.toml` (PEP 751), has exact versions of all that is installed, and must fit `requirements.txt`; it may have 1 MiB.',
    help: 'Write `name==version`; put wheels of your own into the folder `wheels` of the package.',
    bad: { files: { 'requirements.txt': 'git+https://example.org/mylib.git\n' } },
    good: { files: { 'requirements.txt': 'mylib==1.0\n' } },
  },
  BUT801: {
    severity: 'error',
    title: 'a call that cannot succeed',
    explanation:
      'The call fails whenever it is reached: `write` with more than one argument, `write` on a file opened for reading, `read` on one opened for writing, `np.…` where NumPy was never imported.',
    help: 'Write file.write(data), with the file opened in the mode that fits.',
    bad: {
      files: {
        'Merge.py': `def merger(fragment, job_name):
    with open("result.txt", "ab") as out:
        out.write(out, fragment)
`,
      },
    },
    good: {
      files: {
        'Merge.py': `def merger(fragment, job_name):
    with open("result.txt", "ab") as out:
        out.write(fragment)
`,
      },
    },
  },
  F821: {
    severity: 'error',
    title: 'undefined name',
    explanation:
      'The name is used but never defined or imported, so the code fails when it gets there. Where the package imports `*` from a module outside it, the name may come from there and the finding is a warning.',
    help: 'Define or import the name, or correct its spelling.',
    bad: {
      files: {
        'Split.py': `def splitter(dataset_path):
    with open(path, "rb") as data:
        for line in data:
            yield line
`,
      },
    },
    good: {
      files: {
        'Split.py': `def splitter(dataset_path):
    with open(dataset_path, "rb") as data:
        for line in data:
            yield line
`,
      },
    },
  },
} as const satisfies Record<string, RuleEntry>;
