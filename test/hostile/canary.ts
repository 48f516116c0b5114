import { sourceOf } from './hostile-case.ts';

/**
 * An honest job: its result must not depend on what runs beside it. It takes its time, so that it can be disturbed
 * while it runs and does not itself take the processors from what runs beside it.
 */
export const canary = sourceOf('canary', {
  'Split.py': 'def splitter(path):\n    for number in range(200):\n        yield str(number).encode()\n',
  'Processor.py':
    'import time\n\n\ndef Processor(fragment):\n    time.sleep(0.03)\n    return fragment * 3\n',
  'Merge.py':
    'def merger(fragment, job_name):\n    with open("all", "ab") as file:\n        file.write(fragment + b",")\n',
});

/** What it writes to the file `all`. */
export const canaryResult = Array.from({ length: 200 }, (_, number) => `${String(number).repeat(3)},`).join(
  '',
);
