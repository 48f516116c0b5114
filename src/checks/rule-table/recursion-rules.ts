import type { RuleEntry } from './rule-entry.ts';

/** BUT5xx: how deep the package can go. */
export const recursionRules = {
  BUT501: {
    severity: 'error',
    title: 'recursion without a base case',
    explanation:
      'The function calls itself, directly or through others, on every path. A branch, a loop that may be empty or an exception handler that avoids the call counts as a base case.',
    help: 'Add a case that returns without calling itself, or use a loop.',
    bad: {
      files: {
        'Processor.py': `def total(values):
    return values[0] + total(values[1:])


def Processor(fragment):
    return str(total(fragment)).encode()
`,
      },
    },
    good: {
      files: {
        'Processor.py': `def Processor(fragment):
    return str(sum(fragment)).encode()
`,
      },
    },
  },
  BUT502: {
    severity: 'warning',
    title: 'recursion whose depth is not known',
    explanation:
      'The recursion has a base case, but how deep it goes depends on the data. The limit `recursionDepth` is enforced when the package runs.',
    help: 'Use a loop, or make sure that the depth stays below the limit recursionDepth.',
    bad: {
      files: {
        'Processor.py': `def total(values):
    if not values:
        return 0
    return values[0] + total(values[1:])


def Processor(fragment):
    return str(total(fragment)).encode()
`,
      },
    },
    good: {
      files: {
        'Processor.py': `def Processor(fragment):
    return str(sum(fragment)).encode()
`,
      },
    },
  },
  BUT503: {
    severity: 'error',
    title: 'changing the recursion limit or the stack size',
    explanation:
      '`sys.setrecursionlimit` and `threading.stack_size` would undo the limit `recursionDepth`, and deep recursion then ends in a crash instead of an error message.',
    help: 'Remove the call; use a loop in place of deep recursion.',
    bad: {
      files: {
        'Processor.py': `import sys

sys.setrecursionlimit(100_000)


def Processor(fragment):
    return fragment.upper()
`,
      },
    },
    good: { files: { 'Processor.py': 'def Processor(fragment):\n    return fragment.upper()\n' } },
  },
  BUT504: {
    severity: 'error',
    title: 'a chain of calls deeper than the limit',
    explanation:
      'Functions that call one another, without recursion, nest deeper than the limit `recursionDepth` (1000 unless set).',
    help: 'Call the functions one after the other instead of inside one another.',
    bad: {
      files: {
        'Processor.py': `def first(fragment):
    return second(fragment)


def second(fragment):
    return third(fragment)


def third(fragment):
    return fragment.upper()


def Processor(fragment):
    return first(fragment)
`,
      },
      limits: { recursionDepth: 3 },
    },
    good: {
      files: {
        'Processor.py': `def first(fragment):
    return fragment.strip()


def second(fragment):
    return fragment.upper()


def Processor(fragment):
    return second(first(fragment))
`,
      },
      limits: { recursionDepth: 3 },
    },
  },
  BUT505: {
    severity: 'error',
    title: 'counted recursion or nesting deeper than the limit',
    explanation:
      'A recursion that counts down from a constant needs more calls than the limit `recursionDepth` allows, or an expression is nested so deeply that it cannot be compiled.',
    help: 'Use a loop, or break the expression up.',
    bad: {
      files: {
        'Processor.py': `def repeat(fragment, times):
    if times == 0:
        return b""
    return fragment + repeat(fragment, times - 1)


def Processor(fragment):
    return repeat(fragment, 5000)
`,
      },
    },
    good: { files: { 'Processor.py': 'def Processor(fragment):\n    return fragment * 5000\n' } },
  },
} as const satisfies Record<string, RuleEntry>;
