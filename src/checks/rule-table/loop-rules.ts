import type { RuleEntry } from './rule-entry.ts';

/** BUT4xx: splitters that never end. */
export const loopRules = {
  BUT401: {
    severity: 'error',
    title: 'a yielding loop that never ends',
    explanation:
      'The loop yields and no `break`, `return`, `raise`, failing `assert` or `sys.exit` leads out of it. A generator whose `next(…)` raises StopIteration is a fault, not an end. A way out that is undone (a `raise` caught inside the loop, a `break` undone by `finally: continue`) is none.',
    help: 'Leave the loop when the data ends: `if not chunk: break`.',
    bad: {
      files: {
        'Split.py': `def splitter(dataset_path):
    with open(dataset_path, "rb") as data:
        while True:
            yield data.read(4096)
`,
      },
    },
    good: {
      files: {
        'Split.py': `def splitter(dataset_path):
    with open(dataset_path, "rb") as data:
        while True:
            chunk = data.read(4096)
            if not chunk:
                break
            yield chunk
`,
      },
    },
  },
  BUT402: {
    severity: 'error',
    title: 'walking an infinite iterable',
    explanation:
      '`itertools.count`, `itertools.cycle`, `itertools.repeat` without a number and `iter(f, sentinel)` over something constant never end, also inside `map`, `zip`, `enumerate` or `chain`. `itertools.islice`, or `zip` with something finite, makes them finite.',
    help: 'Use range(…), or bound the iterable with itertools.islice.',
    bad: {
      files: {
        'Split.py': `import itertools


def splitter(dataset_path):
    for number in itertools.count():
        yield str(number).encode()
`,
      },
    },
    good: {
      files: {
        'Split.py': `import itertools


def splitter(dataset_path):
    for number in itertools.islice(itertools.count(), 100):
        yield str(number).encode()
`,
      },
    },
  },
  BUT403: {
    severity: 'error',
    title: 'splitter yields from itself without an end',
    explanation: 'The splitter calls itself on every path, so it never ends.',
    help: 'Return before the recursive call when there is nothing left to cut, or use a loop.',
    bad: {
      files: {
        'Split.py': `def splitter(dataset_path):
    yield b"again"
    yield from splitter(dataset_path)
`,
      },
    },
    good: {
      files: {
        'Split.py': `def splitter(dataset_path):
    for _ in range(3):
        yield b"again"
`,
      },
    },
  },
  BUT404: {
    severity: 'warning',
    title: 'a loop that may never end',
    explanation:
      'Nothing in the body of the loop can change its condition; or an endless loop does not yield, or is in the processor or merger. Time limits end it when run.',
    help: 'Change something in the loop that its condition depends on, or leave it with `break`.',
    bad: {
      files: {
        'Split.py': `def splitter(dataset_path):
    remaining = 3
    while remaining > 0:
        yield b"chunk"
`,
      },
    },
    good: {
      files: {
        'Split.py': `def splitter(dataset_path):
    remaining = 3
    while remaining > 0:
        yield b"chunk"
        remaining -= 1
`,
      },
    },
  },
} as const satisfies Record<string, RuleEntry>;
