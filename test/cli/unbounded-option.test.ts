import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withUnbounded } from '../../src/cli/unbounded-option.ts';
import { readConfig } from '../../src/config.ts';
import { runtimePackage } from '../conformance/runtime-program.ts';
import { FakeEngine, unboundedInfo } from '../helpers/fake-engine.ts';
import { runButcher } from '../helpers/run-butcher.ts';

describe('--allow-unbounded', () => {
  let cwd: string;
  let engine: FakeEngine;
  let env: Record<string, string>;

  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-unbounded-'));
    engine = await FakeEngine.start(unboundedInfo);
    env = {
      ...{ HOME: cwd, BUTCHER_HOME: join(cwd, 'home'), DOCKER_HOST: engine.address },
      BUTCHER_CONFIG: join(cwd, 'config.json'),
    };
    await writeFile(env.BUTCHER_CONFIG!, '{}');
  });
  after(async () => {
    await engine.stop();
    await rm(cwd, { recursive: true });
  });

  it('is what run asks for where limits would not hold, and exits with 4', async () => {
    const { exitCode, stderr } = await runButcher(['run', runtimePackage], { cwd, env });
    assert.equal(exitCode, 4, stderr);
    assert.match(stderr, /engine-unavailable/);
    assert.match(stderr, /cannot bound memory, processes and cores/);
    assert.match(stderr, /--allow-unbounded/);
  });

  it('has the doctor tell the same, and only warn where the configuration allows it', async () => {
    const refused = await runButcher(['doctor', '--json'], { cwd, env });
    assert.equal(refused.exitCode, 4);
    assert.deepEqual(statusOf('limits', refused.stdout), 'fail');
    const config = join(cwd, 'allowing.json');
    await writeFile(config, '{"engine": {"allowUnbounded": true}}');
    const allowed = await runButcher(['doctor', '--json'], { cwd, env: { ...env, BUTCHER_CONFIG: config } });
    assert.deepEqual(statusOf('limits', allowed.stdout), 'warn');
    assert.equal(allowed.exitCode, 0, allowed.stdout);
  });

  it('adds to the configuration and takes nothing from it', () => {
    const config = readConfig({ HOME: cwd }, cwd);
    assert(!('problem' in config));
    assert.equal(withUnbounded(config, {}).engine.allowUnbounded, false);
    assert.equal(withUnbounded(config, { allowUnbounded: true }).engine.allowUnbounded, true);
    assert.equal(
      withUnbounded({ ...config, engine: { allowUnbounded: true } }, {}).engine.allowUnbounded,
      true,
    );
  });
});

function statusOf(subject: string, json: string): string | undefined {
  const { checks } = JSON.parse(json) as { checks: { subject: string; status: string }[] };
  return checks.find((check) => check.subject === subject)?.status;
}
