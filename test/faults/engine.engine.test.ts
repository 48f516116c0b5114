import assert from 'node:assert/strict';
import { join } from 'node:path';
import { containersOf } from '../helpers/docker-containers.ts';
import { type EngineCall, EngineProxy, type Fate } from './engine-proxy.ts';
import { pick, seededRandom } from './random.ts';
import { type Faultless, runFaultless } from './steps.ts';
import { Trial, type TrialOptions } from './trial.ts';

const options: TrialOptions = { package: 'chained', runtime: 'docker' };
const seed = Number(process.env.BUTCHER_FAULTS_SEED ?? 5);

describe(`a job whose engine misbehaves (seed ${seed})`, function () {
  this.timeout(240_000);
  const random = seededRandom(seed);
  let faultless: Faultless;
  let trial: Trial;
  let proxy: EngineProxy;
  before(async () => {
    // What a container does is the same without one, and sooner done.
    faultless = await runFaultless({ ...options, runtime: 'process' });
  });
  afterEach(async () => {
    await proxy.close();
    assert.deepEqual(await containersOf(trial.home), []);
    await trial.end();
  });

  async function begin(decide: (call: EngineCall) => Fate): Promise<void> {
    const env: Record<string, string> = {};
    trial = await Trial.begin({ ...options, env });
    proxy = await EngineProxy.listen(join(trial.root, 'engine.sock'), decide);
    env.DOCKER_HOST = proxy.address;
  }

  it('that delays, breaks, repeats and fails calls ends in the same bytes, or says so and goes on later', async () => {
    let troubles = 6;
    const fates: readonly Fate[] = ['drop', 'drop-answer', 'duplicate', 'fail', { delayMs: 300 }];
    await begin(() => {
      if (troubles === 0 || random() < 0.7) return 'pass';
      troubles -= 1;
      return pick(fates, random);
    });
    // However often it fails, it says why; when the engine is well again, the job ends.
    const peace = () => Promise.resolve();
    const ends = await trial.survive([peace, peace, peace, peace, peace, peace]);
    for (const { exitCode, report } of ends) {
      assert.ok(exitCode === 0 || exitCode === 4, `${exitCode}: ${report?.job.failure?.message}`);
      assert.ok(['engine-unavailable', undefined].includes(report?.job.failure?.code));
    }
    assert.ok(proxy.troubled > 0);
    await trial.assertOutcome(faultless.tar, 'after a troubled engine');
  });

  it('that stops answering while the job runs ends in the same bytes when the engine answers again', async () => {
    let hung = false;
    await begin(() => (hung ? { delayMs: 1500 } : 'pass'));
    const [end] = await trial.survive([
      async (chief) => {
        await chief.until((event) => event.type === 'progress' && event.counts.merged > 0);
        hung = true;
      },
    ]);
    assert.equal(end!.exitCode, 0, end!.stderr);
    await trial.assertOutcome(faultless.tar, 'after a hung engine');
  });

  it('that is gone says that no engine answers, and begins once it is back', async () => {
    await begin(() => 'drop');
    const first = await trial.start(null).ended;
    assert.equal(first.exitCode, 4, first.stderr);
    assert.equal(first.report!.job.failure!.code, 'engine-unavailable');
  });
});
