import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A package whose four functions all go by its parameters; fragment `word` fails. */
export const paramsPackage: Readonly<Record<string, string>> = {
  'butcher.json': JSON.stringify({
    params: {
      properties: {
        count: { type: 'integer', minimum: 1, default: 2 },
        word: { type: 'string', default: '' },
        ends: { type: 'array', items: { type: 'string' }, default: ['.'] },
        factor: { type: 'number' },
      },
      required: ['factor'],
    },
  }),
  'Split.py': `def splitter(dataset_path, params):
    for number in range(params["count"]):
        yield b"%d" % number
`,
  'Processor.py': `def Processor(fragment, params):
    if fragment.decode() == params["word"]:
        raise ValueError(f"no {params!r}")
    return str(float(fragment) * params.pop("factor")).encode()
`,
  'Merge.py': `def merger(fragment, job_name, *, params):
    with open("all", "ab") as file:
        file.write(fragment + params["ends"][0].encode())


def finish(job_name, params):
    with open("all", "a") as file:
        file.write(f"{job_name} {sorted(params)}")
`,
};

export async function writeParamsPackage(
  folder: string,
  changes: Record<string, string> = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries({ ...paramsPackage, ...changes }))
    await writeFile(join(folder, name), text);
}
