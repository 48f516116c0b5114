import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../src/model/failures.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { runRealJob } from '../helpers/run-real-job.ts';
import type { Mistake } from './mistakes.ts';

const right: Readonly<Record<Mistake['file'], string>> = {
  'Split.py': 'def splitter(dataset_path):\n    yield b"x"\n',
  'Processor.py': 'def Processor(fragment):\n    return fragment\n',
  'Merge.py': 'def merger(result, job_name):\n    open("all", "ab").write(result)\n',
};

/** Runs a package with this one mistake; null: it went well. Paths below `home` are shown as `…`. */
export async function runMistake(mistake: Mistake, runtime: Runtime, home: string): Promise<Failure | null> {
  const { file, source, data = 'file' } = mistake;
  const folder = join(home, data === 'link' ? 'linked' : 'data');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'a'), 'a line\n');
  if (data === 'link') await symlink('../elsewhere', join(folder, 'link'));
  const dataset = data === 'file' ? { path: join(folder, 'a'), name: 'a' } : { path: folder, name: 'texts' };
  const { job } = await runRealJob({
    ...{ home, runtime, name: 'mistake', files: { ...right, [file]: source } },
    ...(data === 'none' ? {} : { dataset }),
  });
  return job.failure === null
    ? null
    : { ...job.failure, help: job.failure.help.replaceAll(below(home), '…') };
}

function below(home: string): RegExp {
  return new RegExp(`${home.replace(/[^A-Za-z0-9/]/g, '\\$&')}[^\\s),]*`, 'g');
}
