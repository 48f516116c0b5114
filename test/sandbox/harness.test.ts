import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { imagePaths } from '../../src/runtime/docker/image/image-names.ts';
import { plainImage, TemporaryHome } from '../helpers/runtime-job.ts';

const sandboxFolder = fileURLToPath(new URL('../../sandbox/', import.meta.url));
const fixturesFolder = fileURLToPath(new URL('../fixtures/frames/', import.meta.url));
const discover = ['-B', '-W', 'error::SyntaxWarning', '-m', 'unittest', 'discover', '-s'];

/** What a program wrote, and how it ended. */
type Ran = Promise<{
  readonly exitCode?: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}>;

describe('the harness', function () {
  this.timeout(180_000);
  let home: TemporaryHome;
  let runtime: DockerRuntime;
  /** Its own tests on this machine and in the image, both at once. */
  let here: Ran;
  let inImage: Ran;

  before(async () => {
    home = await TemporaryHome.make();
    runtime = new DockerRuntime({ home: home.path });
    inImage = runInImage(await plainImage(runtime));
    here = execa('python3', [...discover, `${sandboxFolder}tests`], { reject: false });
    await Promise.allSettled([here, inImage]);
  });
  after(async () => {
    await runtime.close();
    await home.remove();
  });

  it('passes its own tests under the Python of this machine, 3.11 or newer', async () => {
    const { stdout } = await execa('python3', ['-c', 'import sys; print(sys.version_info >= (3, 11))']);
    assert.equal(stdout, 'True', 'python3 has to be 3.11 or newer');
    const { exitCode, stderr } = await here;
    assert.equal(exitCode, 0, stderr);
  });

  it('passes its own tests in the image, where it is compiled and NumPy is there', async () => {
    const { exitCode, stderr } = await inImage;
    assert.equal(exitCode, 0, stderr);
    assert.doesNotMatch(stderr, /skipped/);
  });

  it('is free of type errors by the strictest rules', async () => {
    const cache = await TemporaryHome.make();
    try {
      for (const [folder, env] of [
        ['harness', {}],
        ['tests', { MYPYPATH: `${sandboxFolder}harness` }],
      ] as const) {
        const { exitCode, stdout } = await execa(
          'mypy',
          ['--strict', '--python-version', '3.11', '--cache-dir', cache.path, `${sandboxFolder}${folder}`],
          { env, reject: false },
        );
        assert.equal(exitCode, 0, stdout);
      }
    } finally {
      await rm(cache.path, { recursive: true, force: true });
    }
  });
});

function runInImage(image: string): Ran {
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
