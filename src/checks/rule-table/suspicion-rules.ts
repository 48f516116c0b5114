import type { RuleEntry } from './rule-entry.ts';

const plainProcessor = {
  files: { 'Processor.py': 'def Processor(fragment):\n    return fragment.upper()\n' },
} as const;

/** BUT6xx: code that reaches for what the sandbox does not give. Errors under `--strict`. */
export const suspicionRules = {
  BUT601: {
    severity: 'warning',
    title: 'uses the network',
    explanation:
      'The sandbox has no network: connections fail when the package runs. An error under `--strict`.',
    help: 'Put what is fetched into the dataset, and leave the network out.',
    bad: {
      files: {
        'Processor.py': `import urllib.request


def Processor(fragment):
    return urllib.request.urlopen(fragment.decode()).read()
`,
      },
    },
    good: plainProcessor,
  },
  BUT602: {
    severity: 'warning',
    title: 'starts processes',
    explanation:
      'Other programs are not in the sandbox, the number of processes is limited, and each worker has one core. Parallel work is what the workers are for. An error under `--strict`.',
    help: 'Do the work in Python in this process; use more workers for more speed.',
    bad: {
      files: {
        'Processor.py': `import subprocess


def Processor(fragment):
    return subprocess.run(["sort"], input=fragment, capture_output=True).stdout
`,
      },
    },
    good: {
      files: {
        'Processor.py': `def Processor(fragment):
    return b"".join(sorted(fragment.splitlines(keepends=True)))
`,
      },
    },
  },
  BUT603: {
    severity: 'warning',
    title: 'loads native code',
    explanation:
      '`ctypes` and `cffi` call into native code, which can crash the process without an error message. An error under `--strict`.',
    help: 'Use Python or NumPy instead.',
    bad: {
      files: {
        'Processor.py': `import ctypes


def Processor(fragment):
    return bytes(ctypes.create_string_buffer(fragment))
`,
      },
    },
    good: plainProcessor,
  },
  BUT604: {
    severity: 'warning',
    title: 'runs code made at run time',
    explanation:
      '`exec`, `eval`, `compile` and imports whose name is worked out at run time cannot be checked before the package runs. An error under `--strict`.',
    help: 'Write the code out; ast.literal_eval or json.loads read data without running it.',
    bad: { files: { 'Processor.py': 'def Processor(fragment):\n    return str(eval(fragment)).encode()\n' } },
    good: {
      files: {
        'Processor.py': `import ast


def Processor(fragment):
    return str(ast.literal_eval(fragment.decode())).encode()
`,
      },
    },
  },
  BUT605: {
    severity: 'warning',
    title: 'reaches for the system',
    explanation:
      '`/proc`, `/sys`, the container engine’s socket and raw file descriptors belong to the sandbox. Using them fails, or counts as an attempt to get out. An error under `--strict`.',
    help: 'Open files by their paths under the dataset or the results folder.',
    bad: {
      files: {
        'Processor.py': `def Processor(fragment):
    with open("/proc/self/environ", "rb") as environment:
        return environment.read()
`,
      },
    },
    good: plainProcessor,
  },
} as const satisfies Record<string, RuleEntry>;
