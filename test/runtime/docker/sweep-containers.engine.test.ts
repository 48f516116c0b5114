import assert from 'node:assert/strict';
import { execa } from 'execa';
import { formatChief, thisChief } from '../../../src/runtime/chief-identity.ts';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { sandboxLabels } from '../../../src/runtime/labels.ts';
import { unlockedLabel } from '../../helpers/container-witness.ts';
import { containersOf } from '../../helpers/docker-containers.ts';
import { plainImage, TemporaryHome } from '../../helpers/runtime-job.ts';

describe('sweep of containers', () => {
  it('removes what dead chiefs of this home left, and nothing else', async () => {
    const [home, otherHome] = await Promise.all([TemporaryHome.make(), TemporaryHome.make()]);
    const runtime = new DockerRuntime({ home: home.path });
    const image = await plainImage(runtime);
    const living = thisChief(home.path);
    const dead = { ...living, nonce: '00', process: { pid: 2 ** 22 + 1, began: living.process.began } };
    // The number is in use again, by another process than the chief's.
    const deadWithLivingNumber = { ...living, nonce: '01', process: { pid: process.pid, began: '0000/1' } };
    const deadElsewhere = { ...dead, home: thisChief(otherHome.path).home };
    const make = async (chief: string, state: 'created' | 'running') => {
      const labelled = Object.entries({
        ...sandboxLabels(chief, 'job', 'worker'),
        [unlockedLabel]: '1',
      }).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
      const verb = state === 'created' ? ['create'] : ['run', '--detach'];
      const command = ['python3', '-c', 'import time; time.sleep(600)'];
      const { stdout } = await execa('docker', [...verb, '--network=none', ...labelled, image, ...command]);
      return stdout;
    };
    const kept = await Promise.all([
      make(formatChief(living), 'created'),
      make(formatChief(deadElsewhere), 'created'),
      make('written by something else', 'created'),
    ]);
    try {
      await Promise.all([
        make(formatChief(dead), 'running'),
        make(formatChief(deadWithLivingNumber), 'created'),
      ]);
      assert.deepEqual(await runtime.sweep(), { containers: 2 });
      assert.deepEqual(await containersOf(home.path), [kept[0]]);
      assert.deepEqual(await containersOf(otherHome.path), [kept[1]]);
      assert.deepEqual(await runtime.sweep(), { containers: 0 });
      await execa('docker', ['inspect', kept[2]!]);
    } finally {
      const left = await Promise.all([home, otherHome].map(({ path }) => containersOf(path)));
      await execa('docker', ['rm', '--force', ...left.flat(), kept[2]!]);
      await runtime.close();
      await Promise.all([home.remove(), otherHome.remove()]);
    }
  });
});
