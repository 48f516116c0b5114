import type { RuleEntry } from './rule-entry.ts';

/** BUT802 to BUT810: code that runs, and does not do what was meant. */
export const mistakeRules = {
  BUT802: {
    severity: 'error',
    title: 'Processor can only return None',
    explanation:
      'Every way through the function ends without a value, so that each fragment fails with `result-not-bytes`. Mostly a `return` was forgotten. A function that always raises is left alone, and so is one with a decorator, which may return something in its place.',
    help: 'Write `return` before the result; a fragment that is to leave nothing behind returns b"".',
    bad: {
      files: {
        'Processor.py': `def Processor(fragment):
    fragment.upper()
`,
      },
    },
    good: {
      files: {
        'Processor.py': `def Processor(fragment):
    return fragment.upper()
`,
      },
    },
  },
  BUT803: {
    severity: 'warning',
    title: 'nothing is written at the end',
    explanation:
      '`finish(job_name)` in Merge.py is called once, after the last result. A function whose name comes near to it, and that nothing calls, is most likely meant to be it. A merger that only computes with the results, without a `finish` that writes what came out, leaves an empty results folder.',
    help: 'Define finish(job_name) in Merge.py, and write the result there.',
    bad: {
      files: {
        'Merge.py': `total = 0


def merger(fragment, job_name):
    global total
    total += len(fragment)


def finalize(job_name):
    with open("total.txt", "w") as out:
        out.write(str(total))
`,
      },
    },
    good: {
      files: {
        'Merge.py': `total = 0


def merger(fragment, job_name):
    global total
    total += len(fragment)


def finish(job_name):
    with open("total.txt", "w") as out:
        out.write(str(total))
`,
      },
    },
  },
  BUT804: {
    severity: 'warning',
    title: 'each result overwrites the one before',
    explanation:
      '`merger` is called once for each result. A file that it opens anew with mode "w", or saves anew with `np.save`, `tofile` or `to_csv`, under the same name holds the last result alone, also where the name is made of `job_name`; with mode "x" the second result fails. Left alone are files opened on a condition, those written from what the merger has kept or read, and those that are moved or used elsewhere.',
    help: 'Open it with mode "ab" (or "a" for text) to add each result, or write it in finish(job_name).',
    bad: {
      files: {
        'Merge.py': `def merger(fragment, job_name):
    with open("result.txt", "wb") as out:
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
  BUT805: {
    severity: 'warning',
    title: 'a variable that another role changes',
    explanation:
      'Splitter, processors and merger each run in a process of their own, in a container of their own. A variable that one of them changes keeps its first value in the others. Constants and functions of another role’s file can be imported.',
    help: 'Put what the other role has to know into the fragments or the results.',
    bad: {
      files: {
        'Split.py': `lines = 0


def splitter(dataset_path):
    global lines
    with open(dataset_path, "rb") as data:
        for line in data:
            lines += 1
            yield line
`,
        'Merge.py': `import Split


def merger(fragment, job_name):
    with open("result.txt", "ab") as out:
        out.write(b"%d %s" % (Split.lines, fragment))
`,
      },
    },
    good: {
      files: {
        'Split.py': `def splitter(dataset_path):
    with open(dataset_path, "rb") as data:
        for number, line in enumerate(data):
            yield b"%d %s" % (number, line)
`,
      },
    },
  },
  BUT806: {
    severity: 'warning',
    title: 'shared memory between processes',
    explanation:
      'Locks, queues and pools of `multiprocessing`, `ProcessPoolExecutor` and even `multiprocessing.pool.ThreadPool` need semaphores in shared memory, which the sandbox does not have. Threads work, and fragments are spread over processors without any of this.',
    help: 'Use threads (`concurrent.futures.ThreadPoolExecutor`, `threading.Lock`, `queue.Queue`), or let the splitter cut smaller fragments: several workers take them at the same time.',
    bad: {
      files: {
        'Processor.py': `from multiprocessing.pool import ThreadPool


def Processor(fragment):
    with ThreadPool(4) as pool:
        return b"".join(pool.map(bytes.upper, fragment.split()))
`,
      },
    },
    good: {
      files: {
        'Processor.py': `from concurrent.futures import ThreadPoolExecutor


def Processor(fragment):
    with ThreadPoolExecutor(4) as pool:
        return b"".join(pool.map(bytes.upper, fragment.split()))
`,
      },
    },
  },
  BUT807: {
    severity: 'warning',
    title: 'asks the command line or the keyboard',
    explanation:
      'Packages are imported, not run as a program: `sys.argv` holds the name of the entry file alone, `argparse` finds no arguments, and `input()` finds no one to answer. Code under `if __name__ == "__main__":`, and what only that calls, is left alone.',
    help: 'Write the value into the package or its data, or declare a parameter under `params` in butcher.json: `--param NAME=VALUE` gives it, and a function that takes `params` gets it.',
    bad: {
      files: {
        'Processor.py': `import sys

WORD = sys.argv[1].encode()


def Processor(fragment):
    return b"%d" % fragment.count(WORD)
`,
      },
    },
    good: {
      files: {
        'Processor.py': `import sys

WORD = b"the"


def Processor(fragment):
    return b"%d" % fragment.count(WORD)


if __name__ == "__main__":
    print(Processor(sys.stdin.buffer.read()))
`,
      },
    },
  },
  BUT808: {
    severity: 'warning',
    title: 'a path that is not there in the sandbox',
    explanation:
      'The sandbox has none of your folders. The data are at `dataset_path`. The working directory of Split.py and Processor.py is the package, which cannot be written to; that of Merge.py is the results folder. `/tmp` is there for scratch files.',
    help: 'Use dataset_path for the data, pathlib.Path(__file__).parent for files of the package, plain names for results in Merge.py, and /tmp for scratch files.',
    bad: {
      files: {
        'Merge.py': `def merger(fragment, job_name):
    with open("/home/me/result.txt", "ab") as out:
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
  BUT809: {
    severity: 'warning',
    title: 'bytes compared with a text',
    explanation:
      'Fragments, and what is read from a file opened in mode "rb", are bytes, and bytes are never equal to a text: `==` is always false, `!=` always true, and nothing says so when it runs. A loop that ends at `""` does not end.',
    help: 'Compare with bytes, such as `b""`, or decode first.',
    bad: {
      files: {
        'Split.py': `def splitter(dataset_path):
    with open(dataset_path, "rb") as data:
        for chunk in iter(lambda: data.read(4096), ""):
            yield chunk
`,
      },
    },
    good: {
      files: {
        'Split.py': `def splitter(dataset_path):
    with open(dataset_path, "rb") as data:
        for chunk in iter(lambda: data.read(4096), b""):
            yield chunk
`,
      },
    },
  },
  BUT810: {
    severity: 'warning',
    title: 'the processor opens the data',
    explanation:
      'With `--engine swarm`, or a chief whose `cluster.engine` is "swarm", workers run on other machines, and the data are only where the splitter is. Opening what the splitter has yielded as a path works on one machine and fails there. It is looked for where a package is checked for such a run, and by `butcher validate --engine swarm`. Left alone are files opened under a condition, and those whose absence is caught.',
    help: 'Yield what is in the file instead of its path, in pieces where it is large.',
    bad: {
      files: {
        'Split.py': `import os


def splitter(dataset_path):
    for name in sorted(os.listdir(dataset_path)):
        yield os.path.join(dataset_path, name).encode()
`,
        'Processor.py': `def Processor(fragment):
    with open(fragment.decode(), "rb") as data:
        return data.read().upper()
`,
      },
    },
    good: {
      files: {
        'Split.py': `import os


def splitter(dataset_path):
    for name in sorted(os.listdir(dataset_path)):
        with open(os.path.join(dataset_path, name), "rb") as data:
            yield data.read()
`,
        'Processor.py': `def Processor(fragment):
    return fragment.upper()
`,
      },
    },
  },
} as const satisfies Record<string, RuleEntry>;
