import type { RuleEntry } from './rule-entry.ts';

/** BUT2xx: the functions that are called. */
export const entryRules = {
  BUT201: {
    severity: 'error',
    title: 'splitter is not defined',
    explanation:
      '`splitter(dataset_path)` must be defined in `Split.py` at module level: not inside another function or class. It may be imported from another file of the package.',
    help: 'Define splitter(dataset_path) at the top level of Split.py.',
    bad: {
      files: {
        'Split.py': `def split_lines(dataset_path):
    with open(dataset_path, "rb") as data:
        return data.readlines()
`,
      },
    },
    good: {
      files: {
        'Split.py': `def splitter(dataset_path):
    with open(dataset_path, "rb") as data:
        yield from data
`,
      },
    },
  },
  BUT202: {
    severity: 'error',
    title: 'merger is not defined',
    explanation:
      '`merger(fragment, job_name)` must be defined in `Merge.py` at module level. It may be imported from another file of the package.',
    help: 'Define merger(fragment, job_name) at the top level of Merge.py.',
    bad: {
      files: {
        'Merge.py': `class Results:
    def merger(self, fragment, job_name):
        with open("result.txt", "ab") as out:
            out.write(fragment)
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
  BUT203: {
    severity: 'error',
    title: 'Processor is not defined',
    explanation:
      '`Processor(fragment)` must be defined in `Processor.py` at module level. It may be imported from another file of the package.',
    help: 'Define Processor(fragment) at the top level of Processor.py.',
    bad: { files: { 'Processor.py': 'def work(fragment):\n    return fragment.upper()\n' } },
    good: { files: { 'Processor.py': 'def Processor(fragment):\n    return fragment.upper()\n' } },
  },
  BUT204: {
    severity: 'error',
    title: 'the function cannot take the call',
    explanation:
      'The functions are called with positional arguments: `splitter(dataset_path)`, `Processor(fragment)`, `merger(fragment, job_name)`, `finish(job_name)`. Each may also have a parameter `params`, which is given by keyword where `butcher.json` declares parameters; where it declares none, `params` needs a default. Further parameters need a default. `Processor` is a function; a class of that name is not called twice.',
    help: 'Give the function the parameters that it is called with.',
    bad: {
      files: {
        'Merge.py': `def merger(fragment):
    with open("result.txt", "ab") as out:
        out.write(fragment)
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
  BUT205: {
    severity: 'warning',
    title: 'the function has an old or unusual name',
    explanation:
      '`Split`, `Merge`, `processor`, `Process` and `process` are accepted in place of `splitter`, `merger` and `Processor`, so that older packages run. Where both are there, the proper name is used.',
    help: 'Rename the function to its proper name.',
    bad: { files: { 'Processor.py': 'def process(fragment):\n    return fragment.upper()\n' } },
    good: { files: { 'Processor.py': 'def Processor(fragment):\n    return fragment.upper()\n' } },
  },
  BUT206: {
    severity: 'error',
    title: 'the function is async',
    explanation:
      'The functions are called plainly. Calling an `async def` only makes a coroutine, and nothing of its body runs.',
    help: 'Use `def` instead of `async def`; run asynchronous code inside with asyncio.run(…).',
    bad: { files: { 'Processor.py': 'async def Processor(fragment):\n    return fragment.upper()\n' } },
    good: { files: { 'Processor.py': 'def Processor(fragment):\n    return fragment.upper()\n' } },
  },
  BUT207: {
    severity: 'warning',
    title: 'the function is rebound or only defined on a condition',
    explanation:
      'The name is assigned, defined more than once, or defined under an `if` or `try`. Which function runs is then only known when the file is loaded, and the other checks can look at one of them only.',
    help: 'Define the function once, at the top level.',
    bad: {
      files: {
        'Processor.py': `def shout(fragment):
    return fragment.upper()


Processor = shout
`,
      },
    },
    good: { files: { 'Processor.py': 'def Processor(fragment):\n    return fragment.upper()\n' } },
  },
  BUT208: {
    severity: 'warning',
    title: 'nobody takes the parameters',
    explanation:
      '`butcher.json` declares parameters, and no function has a parameter `params`: what `--param` gives has no effect.',
    help: 'Add `params` to the functions that need them, such as `def Processor(fragment, params):`.',
    bad: {
      files: {
        'butcher.json': '{ "params": { "properties": { "width": { "type": "integer", "default": 3 } } } }\n',
        'Processor.py': 'def Processor(fragment):\n    return fragment[:3]\n',
      },
    },
    good: {
      files: {
        'butcher.json': '{ "params": { "properties": { "width": { "type": "integer", "default": 3 } } } }\n',
        'Processor.py': 'def Processor(fragment, params):\n    return fragment[: params["width"]]\n',
      },
    },
  },
} as const satisfies Record<string, RuleEntry>;
