import type { RuleEntry } from './rule-entry.ts';

/** BUT3xx: who may yield what. */
export const yieldRules = {
  BUT301: {
    severity: 'error',
    title: 'splitter is not a generator',
    explanation:
      'Fragments are asked for one at a time, as workers come free, so that a dataset of any size fits. Only a function with a `yield` of its own can do that; a `yield` in a nested function does not count.',
    help: 'Hand out each fragment with `yield` instead of returning them together.',
    bad: {
      files: {
        'Split.py': `def splitter(dataset_path):
    with open(dataset_path, "rb") as data:
        return data.readlines()
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
  BUT302: {
    severity: 'error',
    title: 'yield outside the splitter',
    explanation:
      'Only `splitter` may yield. No other function, method, lambda or nested function of the package may contain `yield` or `yield from`, since whether the package ends could then not be told. An operator may make it a warning (`checks.helperGenerators`).',
    help: 'There are three ways out: put the loop into splitter itself; write a class with `__iter__` and `__next__`; return a generator expression, such as `return (line for line in data)`.',
    bad: {
      files: {
        'Split.py': `def lines(path):
    with open(path, "rb") as data:
        for line in data:
            yield line


def splitter(dataset_path):
    for line in lines(dataset_path):
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
  BUT303: {
    severity: 'error',
    title: 'splitter is an async generator',
    explanation:
      'An `async def` with `yield` can only be walked with `async for`; fragments are asked for plainly.',
    help: 'Use `def splitter` and plain `for` and `with`.',
    bad: {
      files: {
        'Split.py': `async def splitter(dataset_path):
    with open(dataset_path, "rb") as data:
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
  BUT304: {
    severity: 'error',
    title: 'a fragment that is not bytes',
    explanation:
      'A fragment is `bytes` or anything with the buffer protocol, such as a NumPy array. Text, numbers, lists and `None` (a bare `yield`) are not.',
    help: 'Encode text with .encode(), write numbers as bytes, or yield the array itself.',
    bad: {
      files: {
        'Split.py': `def splitter(dataset_path):
    yield "first fragment"
    yield "second fragment"
`,
      },
    },
    good: {
      files: {
        'Split.py': `def splitter(dataset_path):
    yield b"first fragment"
    yield "second fragment".encode()
`,
      },
    },
  },
} as const satisfies Record<string, RuleEntry>;
