import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { FailureError } from '../../../src/model/failures.ts';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { runtimePackage } from '../../conformance/runtime-program.ts';
import { boundedInfo, FakeEngine, unboundedInfo } from '../../helpers/fake-engine.ts';
import { plainImage, TemporaryHome } from '../../helpers/runtime-job.ts';

describe('DockerRuntime on an engine that cannot bound jobs', () => {
  let home: TemporaryHome;
  let engine: FakeEngine;

  beforeEach(async () => {
    home = await TemporaryHome.make();
    engine = await FakeEngine.start(unboundedInfo);
  });
  afterEach(async () => {
    await engine.stop();
    await home.remove();
  });

  const runtime = (allowUnbounded = false) =>
    new DockerRuntime({ home: home.path, allowUnbounded, env: { DOCKER_HOST: engine.address } });

  it('starts nothing, builds nothing, says why, and still removes what is left', async () => {
    const refusing = runtime();
    const { refusal } = await refusing.describe();
    assert.match(refusal?.message ?? '', /cannot bound memory, processes and cores/);
    await assert.rejects(plainImage(refusing), isRefusal);
    await assert.rejects(refusing.openJob(await home.jobSpec('image', runtimePackage)), isRefusal);
    const { jobId, folders, limits } = await home.jobSpec('image', runtimePackage);
    const { signal } = new AbortController();
    const warm = { jobId, folders, limits, image: 'image', workers: 1, signal };
    await assert.rejects(refusing.warmUp(warm), isRefusal);
    assert.deepEqual(await refusing.sweep(), { containers: 0 });
    assert.deepEqual([...new Set(engine.asked)].sort(), [
      'GET /containers/json',
      'GET /info',
      'GET /version',
    ]);
  });

  it('refuses jobs whose OCI runtime the engine has not, until it has', async () => {
    engine.info = boundedInfo;
    const env = { DOCKER_HOST: engine.address };
    const nosuch = new DockerRuntime({ home: home.path, ociRuntime: 'nosuch', env });
    const { refusal } = await nosuch.describe();
    assert.match(refusal?.message ?? '', /no OCI runtime called "nosuch"; it has runc\.$/);
    await assert.rejects(plainImage(nosuch), /no OCI runtime called "nosuch"/);
    assert.deepEqual(await nosuch.sweep(), { containers: 0 });
    engine.info = { ...boundedInfo, Runtimes: { runc: {}, nosuch: {} } };
    while ((await nosuch.describe()).refusal !== null) await delay(50);
  });

  it('goes on where that is allowed, with a warning for every report', async () => {
    const allowing = runtime(true);
    const { refusal, warnings } = await allowing.describe();
    assert.equal(refusal, null);
    assert.match(warnings.join(), /cannot bound memory, processes and cores/);
    await (await allowing.openJob(await home.jobSpec('image', runtimePackage))).close();
  });

  it('sees that the engine went away', async () => {
    const watching = runtime(true);
    await watching.describe();
    await engine.stop();
    for (;;) {
      const gone = await watching.describe().then(
        () => null,
        (error) => error,
      );
      if (gone === null) await delay(50);
      else {
        assert.match(String(gone), /No container engine answers/);
        break;
      }
    }
  });

  it('sees that the engine was mended, and that it is worse than it was', async () => {
    const watching = runtime();
    for (const info of [boundedInfo, unboundedInfo, boundedInfo]) {
      engine.info = info;
      const wanted = info === boundedInfo;
      const sees = async () => ((await watching.describe()).refusal === null) === wanted;
      while (!(await sees())) await delay(50);
    }
  });
});

function isRefusal(error: unknown): boolean {
  assert(error instanceof FailureError);
  assert.equal(error.failure.code, 'engine-unavailable');
  assert.match(error.failure.message, /cannot bound memory, processes and cores/);
  assert.match(error.failure.help, /--allow-unbounded/);
  return true;
}
