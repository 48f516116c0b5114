import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { imagePaths } from '../../src/runtime/docker/image/image-names.ts';
import { plainImage, TemporaryHome } from '../helpers/runtime-job.ts';

const sandboxFolder = fileURLToPath(new URL('../../sandbox/', import.meta.url));
const fixturesFolder = fileURLToPath(new URL('../fixtures/frames/', import.meta.url));
const discover = ['-B', '-W', 'error::SyntaxWarning', '-m', 'unittest', 'discover', '-s'];

describe('the harness in the image', function () {
  this.timeout(180_000);
  let home: TemporaryHome;
  let runtime: DockerRuntime;
  before(async () => {
    home = await TemporaryHome.make();
    runtime = new DockerRuntime({ home: home.path });
  });
  after(async () => {
    await runtime.close();
    await home.remove();
  });

  it('passes its own tests, compiled and with NumPy', async () => {
    const { exitCode, stderr } = await runInImage(await plainImage(runtime));
    assert.equal(exitCode, 0, stderr);
    assert.doesNotMatch(stderr, /skipped/);
  });
});

function runInImage(image: string) {
  const volumes = [
    `${sandboxFolder}tests:/src/sandbox/tests:ro`,
    `${fixturesFolder}:/src/test/fixtures/frames:ro`,
  ];
  const locked = ['--network', 'none', '--read-only', '--tmpfs', '/tmp', '--user', '12345'];
  return execa(
    'docker',
    [
      ...['run', '--rm', '--init', ...locked, ...volumes.flatMap((volume) => ['--volume', volume])],
      ...['--env', `HARNESS_FOLDER=${imagePaths.harness}`, '--entrypoint', imagePaths.python, image],
      ...[...discover, '/src/sandbox/tests'],
    ],
    { reject: false },
  );
}
