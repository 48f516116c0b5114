import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { CliIo } from '../../../src/cli/cli-io.ts';
import { commands } from '../../../src/cli/commands.ts';
import { answerShell } from '../../../src/cli/completion/answer-shell.ts';
import { unquoted } from '../../../src/cli/completion/unquoted.ts';
import { isKnown } from '../../../src/cli/completion/values.ts';
import { createJobFolder } from '../../../src/home/job-folders.ts';
import { limitNames } from '../../../src/model/limits.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { runButcher } from '../../helpers/run-butcher.ts';

describe('completion', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-completion-'));
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  const env = () => ({ BUTCHER_HOME: join(cwd, 'home'), BUTCHER_CHIEF: '', BUTCHER_TOKEN: '' });
  const ask = async (...words: readonly string[]) => {
    const { stdout, stderr, exitCode } = await runButcher(['__complete', 'zsh', '--', ...words], {
      cwd,
      env: { ...env(), XDG_CONFIG_HOME: cwd },
    });
    assert.deepEqual([stderr, exitCode], ['', 0]);
    const [otherwise, ...lines] = stdout.trimEnd().split('\n');
    const help = new Map(lines.map((line) => line.split('\t') as [string, string]));
    return { otherwise, words: [...help.keys()], help };
  };
  const wordsFor = async (...words: readonly string[]) => (await ask(...words)).words;
  const job = (id: string, name: string, createdAtMs: number) =>
    createJobFolder(join(cwd, 'home'), {
      version: 1,
      id,
      name,
      state: 'failed',
      createdAtMs,
      chief: null,
      package: { path: join(cwd, 'words'), processor: null, digest: `sha256:${'0'.repeat(64)}` },
      dataset: null,
      options: plainOptions,
      runtime: 'docker',
      out: { path: join(cwd, 'words.tar'), form: 'tar' },
      report: null,
    });

  it('has every command with what it does, and loads none for that', async () => {
    const { words, help } = await ask('');
    assert.deepEqual(words, [...Object.keys(commands), 'help']);
    for (const word of words) assert.match(help.get(word)!, /\w+ \w+/);
    assert.deepEqual(await wordsFor('help', 'ru'), ['run']);
    assert.deepEqual(await loadedFor('ru'), []);
    assert.deepEqual(await loadedFor('run', '--'), ['run']);
    assert.deepEqual(await wordsFor('--v'), ['--version']);
    assert.deepEqual(await wordsFor('nothing', ''), []);
    assert.deepEqual(await wordsFor('__proto__', ''), []);
  });

  it('has options with their help, those that may be repeated more than once', async () => {
    const { words, help } = await ask('run', 'p', '--quiet', '--limit', 'memory=1GiB', '--');
    for (const word of ['--data', '--limit', '--param', '--help']) assert.ok(words.includes(word), word);
    assert.ok(!words.includes('--quiet'));
    assert.match(help.get('--data')!, /^the dataset/);
    assert.deepEqual(await wordsFor('run', '--', '--d'), []);
    assert.ok((await wordsFor('run', 'p', '')).includes('--data'), 'where no argument is left');
    assert.deepEqual(await wordsFor('token', ''), ['create', 'list', 'rotate', 'revoke']);
    assert.deepEqual(await wordsFor('token', 'create', 'somebody', '--ad'), ['--admin']);
  });

  it('has the values of options', async () => {
    assert.deepEqual(await wordsFor('run', 'p', '--on-error', ''), ['fail', 'skip']);
    assert.deepEqual(await wordsFor('run', 'p', '--on-error=s'), ['--on-error=skip']);
    assert.deepEqual(await wordsFor('init', 'd', '--template', 'l'), ['lines']);
    assert.deepEqual(await wordsFor('completion', 'z'), ['zsh']);
    assert.deepEqual(
      await wordsFor('run', '--limit', ''),
      limitNames.map((name) => `${name}=`),
    );
    assert.deepEqual(await wordsFor('run', '--limit=memoryC'), ['--limit=memoryCap=']);
    assert.deepEqual(await wordsFor('jobs', '--state', 'queued,ru'), ['queued,running']);
    assert.deepEqual(await ask('run', 'p', '--name', ''), { otherwise: 'none', words: [], help: new Map() });
    for (const line of [
      ['run', ''],
      ['run', '--data', ''],
      ['run', 'p', '--out='],
      ['submit', ''],
    ])
      assert.equal((await ask(...line)).otherwise, 'files', line.join(' '));
    assert.equal((await ask('init', '')).otherwise, 'folders');
  });

  it('knows what every option and argument stands for', async () => {
    const program = new Command();
    for (const { load } of Object.values(commands)) (await load())(program, silent());
    for (const command of [...program.commands, ...program.commands.flatMap((each) => each.commands)])
      for (const place of [...command.options, ...command.registeredArguments])
        assert.ok(isKnown(place), `${command.name()}: ${'flags' in place ? place.flags : place.name()}`);
  });

  it('has jobs of this machine, newest first, and the fragments that are kept of one', async () => {
    assert.deepEqual(await wordsFor('resume', ''), []);
    await job('aaaa1111', 'words', 1_700_000_000_000);
    await job('bbbb2222', 'words', 1_700_000_001_000);
    const { words, help } = await ask('resume', '');
    assert.deepEqual(words, ['bbbb2222', 'aaaa1111', 'words']);
    assert.equal(help.get('aaaa1111'), 'words, failed');
    assert.deepEqual(await wordsFor('clean', 'bbbb2222', ''), ['aaaa1111', 'words']);
    for (const number of ['10', '9', 'x;y'])
      await mkdir(join(cwd, 'home/jobs/aaaa1111/bundles', number), { recursive: true });
    assert.deepEqual(await wordsFor('replay', 'aaaa1111:'), ['aaaa1111:9', 'aaaa1111:10']);
    assert.deepEqual(await wordsFor('replay', 'a'), ['aaaa1111']);
    assert.equal((await ask('replay', './')).otherwise, 'files');
    assert.deepEqual(await wordsFor('status', ''), [], 'which asks a chief, and there is none');
  });

  it('has the parameters of the package given', async () => {
    await mkdir(join(cwd, 'p'));
    const properties = {
      width: { type: 'integer', description: 'a: width\tof\n$(x)\x1b[31m' },
      fast: { type: 'boolean' },
      kind: { enum: ['a', 'b c', '$(x)'] },
      '$(touch ran)': {},
      'two words': {},
      '--out': {},
      'it"s': {},
      "it's": {},
      '`x`': {},
      'a\nb': {},
    };
    await writeFile(join(cwd, 'p/butcher.json'), JSON.stringify({ params: { properties } }));
    const { words, help } = await ask('run', 'p', '--param', '');
    assert.deepEqual(words, ['width=', 'fast=', 'kind=']);
    assert.equal(help.get('width='), 'a: width of\\n$(x)\\x1b[31m');
    assert.deepEqual(await wordsFor('run', 'p', '--param=fast='), [
      '--param=fast=true',
      '--param=fast=false',
    ]);
    assert.deepEqual(await wordsFor('run', 'p', '--param', 'kind='), ['kind=a']);
    assert.deepEqual(await wordsFor('run', '--param', ''), []);
    for (const text of ['{', 'null', '{"params": {"properties": {"a": null}}}', '{"params": 3}']) {
      await writeFile(join(cwd, 'p/butcher.json'), text);
      assert.deepEqual(await wordsFor('run', 'p', '--param', ''), [], text);
    }
  });

  it('says nothing, and is at an end, where a chief does not answer at once', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    let ended = 0;
    const io = { ...silent(), env: { ...env(), BUTCHER_CHIEF: address, XDG_CONFIG_HOME: cwd } };
    let said = '';
    io.stdout.write = (text) => {
      said += text;
    };
    const end = () => {
      ended += 1;
    };
    await answerShell(['zsh', '--', 'status', ''], commands, io, { diskMs: 60_000, chiefMs: 50, end });
    server.closeAllConnections();
    server.close();
    assert.equal(said, 'none\n');
    assert.equal(ended, 1);
  });

  it('takes words as they were typed', () => {
    const typed = { "'a b'": 'a b', '"a b': 'a b', 'a\\ b': 'a b', '"a\\nb\\"c"': 'a\\nb"c', '$(x)': '$(x)' };
    for (const [word, meant] of Object.entries(typed)) assert.equal(unquoted(word), meant);
  });

  function silent(): CliIo {
    const output = { write: (_text: string): unknown => undefined };
    return {
      stdout: { ...output },
      stderr: output,
      env: env(),
      cwd,
      outputLost: new AbortController().signal,
      setExitCode: () => undefined,
    };
  }

  async function loadedFor(...words: readonly string[]): Promise<readonly string[]> {
    const loaded: string[] = [];
    const watched = Object.entries(commands).map(([name, { summary, load }]) => {
      const watchedLoad = () => {
        loaded.push(name);
        return load();
      };
      return [name, { summary, load: watchedLoad }];
    });
    await answerShell(['zsh', '--', ...words], Object.fromEntries(watched), silent());
    return loaded;
  }
});
