import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A package over a file of lines; the line `bad` fails. */
const files = {
  'Split.py': 'def splitter(path):\n    with open(path, "rb") as lines:\n        yield from lines\n',
  'Processor.py': `def Processor(fragment):
    if fragment == b"bad\\n":
        raise ValueError("no")
    return fragment.upper() + b"'\\xff"
`,
  'Merge.py': `def merger(fragment, job_name):
    with open("all", "ab") as out:
        out.write(fragment)
`,
};

export async function writeLinesPackage(folder: string, changes: Record<string, string> = {}): Promise<void> {
  await mkdir(folder);
  for (const [name, text] of Object.entries({ ...files, ...changes }))
    await writeFile(join(folder, name), text);
}
