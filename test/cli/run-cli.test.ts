import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../../src/cli/commands.ts';
import { environmentVariables } from '../../src/settings/environment.ts';
import { allSettings } from '../../src/settings/listed-settings.ts';
import { serveSettings } from '../../src/settings/serve-settings.ts';
import { runButcher } from '../helpers/run-butcher.ts';

describe('the command line', () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-cli-'));
  });
  after(() => rm(cwd, { recursive: true, force: true }));
  const butcher = (...args: readonly string[]) =>
    runButcher(args, { cwd, env: { BUTCHER_HOME: join(cwd, 'home') } });

  const wrong: readonly (readonly [args: readonly string[], words: RegExp])[] = [
    [[], /Commands:/],
    [['rnu', 'p'], /unknown command 'rnu'\n\(Did you mean run\?\)\n\(see butcher --help\)/],
    [['run'], /missing required argument 'PATH'\n\(see butcher run --help\)/],
    [['run', 'a', 'b'], /too many arguments/],
    [['run', ''], /PATH is empty/],
    [['run', 'p', '--lmit', 'x'], /unknown option '--lmit'\n\(Did you mean --limit\?\)/],
    [['run', 'nowhere'], /nowhere does not exist\.\n\(see butcher run --help\)/],
    [['run', 'p', '--workers', '0'], /from 1 to 1024/],
    [['run', 'p', '--workers', '1e3'], /from 1 to 1024/],
    [['run', 'p', '--workers', 'many'], /from 1 to 1024/],
    [['run', 'p', '--retries', '-1'], /from 0 to 100/],
    [['run', 'p', '--name', '../x'], /beginning with a letter or digit/],
    [['run', 'p', '--name', ''], /beginning with a letter or digit/],
    [['run', 'p', '--limit', 'memory'], /Write NAME=VALUE/],
    [['run', 'p', '--limit', 'memroy=1GiB'], /Did you mean memory\?/],
    [['run', 'p', '--limit', 'xyzzy=1'], /The limits are fragmentBytes, resultBytes/],
    [['run', 'p', '--limit', '__proto__=1'], /There is no such limit/],
    [['run', 'p', '--limit', 'memory=much'], /a size such as 4096/],
    [['run', 'p', '--limit', 'fragmentSeconds=1KiB'], /a duration such as 90/],
    [['run', 'p', '--on-error', 'ignore'], /Allowed choices are fail, skip/],
    [['run', 'p', '--max-failed', 'some'], /such as 2%/],
    [['run', 'p', '--max-failed', '200%', '--on-error', 'skip'], /such as 2%/],
    [['run', 'p', '--max-failed', '2'], /only with --on-error skip/],
    [['run', 'p', '--runtime', 'vm'], /Allowed choices are docker, process/],
    [['run', 'p', '--oci-runtime', '--json'], /(argument missing|name of a runtime)/],
    [['run', 'p', '--data', 'nothing'], /The data .*nothing does not exist/],
    [['run', 'p', '--data', '.', '--data', '..'], /one dataset: .* into one folder/],
    [['test', 'p', '--data', '.', '--data=..'], /one dataset: .* into one folder/],
    [['submit', 'p', '--data', '.', '--data', '..'], /one dataset: .* into one folder/],
    [['run', '\x1b[31mevil'], /\\x1b\[31mevil does not exist/],
    [['doctor', '--jsn'], /Did you mean --json\?/],
  ];
  for (const [args, words] of wrong)
    it(`refuses: butcher ${args.join(' ').replace('\x1b', 'ESC')}`, async () => {
      const { exitCode, stdout, stderr } = await butcher(...args);
      assert.match(stderr, words);
      assert.equal(exitCode, 2);
      assert.equal(stdout, '');
      assert.deepEqual(await readdir(cwd), [], 'nothing was made');
    });

  it('explains itself', async () => {
    for (const args of [['--help'], ['help'], ['run', '--help'], ['help', 'run'], ['doctor', '-h']]) {
      const { exitCode, stdout, stderr } = await butcher(...args);
      assert.equal(exitCode, 0, args.join(' '));
      assert.equal(stderr, '');
      assert.match(stdout, /^Usage: butcher/);
      for (const line of stdout.split('\n')) assert.ok(line.length <= 110, line);
    }
    for (const name of Object.keys(commands)) {
      const { stdout } = await butcher(name, '--help');
      for (const line of stdout.split('\n')) assert.ok(line.length <= 110, `${name}: ${line}`);
    }
    const { stdout: general } = await butcher('--help');
    for (const name of Object.keys(environmentVariables))
      assert.match(general, new RegExp(`^  ${name} `, 'm'));
    const { stdout: serve } = await butcher('serve', '--help');
    for (const { path } of allSettings(serveSettings)) assert.match(serve, new RegExp(`^  ${path} `, 'm'));
    assert.match((await butcher('--version')).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('says of help on a command that there is not what it says of the command', async () => {
    const [help, itself] = [await butcher('help', 'submitt'), await butcher('submitt')];
    assert.deepEqual([help.exitCode, help.stdout, help.stderr], [2, '', itself.stderr]);
    assert.match(help.stderr, /unknown command 'submitt'\n\(Did you mean submit\?\)/);
  });

  it('refuses a configuration that cannot be used', async () => {
    const { exitCode, stderr } = await runButcher(['doctor'], {
      cwd,
      env: { BUTCHER_CONFIG: 'missing.json' },
    });
    assert.equal(exitCode, 2);
    assert.match(stderr, /configuration file .*missing\.json cannot be read/);
  });

  it('says what an engine needs, and exits with 4 where there is none', async () => {
    const place = { cwd, env: { BUTCHER_HOME: join(cwd, 'home'), DOCKER_HOST: 'unix:///nowhere.sock' } };
    const { exitCode, stdout } = await runButcher(['doctor', '--json'], place);
    assert.equal(exitCode, 4);
    const { ready, checks } = JSON.parse(stdout);
    assert.equal(ready, false);
    const engine = checks.find(({ subject }: { subject: string }) => subject === 'engine');
    assert.equal(engine.status, 'fail');
    assert.match(engine.remedy, /apt-get install docker\.io/);
    const text = await runButcher(['doctor'], place);
    assert.match(text.stdout, /^ok {4}Node/);
    assert.match(text.stdout, /fail {2}engine .*\/nowhere\.sock/);
    await rm(join(cwd, 'home'), { recursive: true });
  });
});
