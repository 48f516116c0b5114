import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { readConfig } from '../../src/config.ts';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { runRealJob } from '../../test/helpers/run-real-job.ts';
import { removeLayers } from './layers.ts';
import type { Measured } from './library-run.ts';
import type { PipEnvironment } from './pip-settings.ts';

const sets = 5;

/** Ten jobs of one chief that want five sets, each in two spellings. Resolves with how many layers were built. */
export async function runAtOnce(
  folder: string,
  settings: PipEnvironment,
  measured: readonly Measured[],
): Promise<{ readonly seconds: number; readonly builds: number }> {
  const home = join(folder, 'at-once');
  await mkdir(home);
  const config = readConfig({ ...process.env, ...settings, BUTCHER_HOME: home }, folder);
  if ('problem' in config) throw new Error(config.problem);
  const runtime = new DockerRuntime({ home, libraries: config.libraries, env: { ...process.env } });
  const smallest = [...measured].sort((a, b) => a.layerBytes - b.layerBytes).slice(0, sets);
  const docker = new Docker();
  let builds = 0;
  try {
    for (const { distributions } of smallest) await removeLayers(docker, distributions);
    const began = performance.now();
    await Promise.all(
      smallest.flatMap(({ name, package: path }, index) =>
        [0, 1].map(async (spelling) => {
          const text = await readFile(join(path, 'requirements.txt'), 'utf8');
          const report = await runRealJob({
            ...{ home, runtime, name: `at-once-${index}-${spelling}` },
            files: {
              'Split.py': 'def splitter(dataset_path):\n    yield b"x"\n',
              'Processor.py': 'def Processor(fragment):\n    return fragment\n',
              'Merge.py': 'def merger(fragment, job_name):\n    open("result", "wb").write(fragment)\n',
              'requirements.txt': spelling === 0 ? text : text.replace('==', ' == ').toUpperCase(),
            },
            onEvent: (event) => {
              if (JSON.stringify(event).includes('unpacking')) builds += 1;
            },
          });
          assert.equal(report.job.state, 'done', `${name}: ${report.job.failure?.message}`);
        }),
      ),
    );
    const seconds = (performance.now() - began) / 1000;
    assert.equal(builds, sets, 'a set was built more than once, or not at all');
    return { seconds, builds };
  } finally {
    for (const { distributions } of measured) await removeLayers(docker, distributions);
    await runtime.close();
  }
}
