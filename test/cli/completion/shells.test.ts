import assert from 'node:assert/strict';
import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shells } from '../../../src/cli/completion/completion-call.ts';
import { createJobFolder } from '../../../src/home/job-folders.ts';
import { AnsweringButcher } from '../../helpers/answering-butcher.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { runButcher } from '../../helpers/run-butcher.ts';
import { typeInto } from '../../helpers/shell-session.ts';

/** What runs and leaves a file where a shell evaluates it. */
const evil = '$(touch ran)`touch ran`;touch ran';

/** An answer as no butcher gives it: the scripts themselves have to be harmless. */
const evilProgram = `#!/bin/sh
echo none
printf '%s\\t%s\\n' 'a$(touch ran)' 'help: $(touch ran) %F{red} \`touch ran\`' 'a\`touch ran\`:b c' "it's \\"" 'a;touch ran' ''
`;

describe('completion in the shells', () => {
  let folder: string;
  let cwd: string;
  let butcher: AnsweringButcher;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-shells-'));
    cwd = join(folder, 'cwd');
    await mkdir(join(cwd, 'pack age'), { recursive: true });
    const properties = { width: { description: `a: width ${evil}` }, [evil]: {}, 'a b': {}, "a'b": {} };
    await writeFile(join(cwd, 'pack age/butcher.json'), JSON.stringify({ params: { properties } }));
    await writeFile(join(cwd, `x${evil.replaceAll('/', '')}`), '');
    await mkdir(join(folder, 'home/jobs', 'a;touch ran'), { recursive: true });
    await writeFile(join(folder, 'home/jobs', 'a;touch ran', 'job.json'), '{}');
    await createJobFolder(join(folder, 'home'), {
      version: 1,
      id: 'k7qm2222',
      name: 'words',
      state: 'failed',
      createdAtMs: 1_700_000_000_000,
      chief: null,
      package: { path: cwd, processor: null, digest: `sha256:${'0'.repeat(64)}` },
      dataset: null,
      options: plainOptions,
      runtime: 'docker',
      out: { path: join(cwd, 'words.tar'), form: 'tar' },
      report: null,
    });
    await mkdir(join(folder, 'home/jobs/k7qm2222/bundles/42'), { recursive: true });
    butcher = await AnsweringButcher.start({ cwd, env: { BUTCHER_HOME: join(folder, 'home') } });
  });
  after(async () => {
    butcher.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await assert.rejects(access(join(cwd, 'ran')), 'something was run');
    assert.deepEqual((await readdir(cwd)).length, 2, 'nothing was made');
  });

  for (const shell of shells) {
    it(`completes in ${shell}`, async () => {
      const keys = {
        'butcher ru\t': 'butcher run ',
        'butcher run x --strict-\t': 'butcher run x --strict-results ',
        'butcher run x --on-error s\t': 'butcher run x --on-error skip ',
        'butcher run x --on-error=s\t': 'butcher run x --on-error=skip ',
        'butcher run x --limit=memoryC\t': 'butcher run x --limit=memoryCap=',
        'butcher resume k\t': 'butcher resume k7qm2222 ',
        'butcher replay k7qm2222:\t': 'butcher replay k7qm2222:42 ',
        'butcher run pa\t': 'butcher run pack\\ age/',
        "butcher run 'pack age' --param=w\t": "butcher run 'pack age' --param=width=",
        'butcher run x --workers \t': 'butcher run x --workers ',
        'butcher run --on-error s x\x02\x02\t': 'butcher run --on-error skip x',
      };
      const { program } = butcher;
      const typed = await typeInto(shell, [...Object.keys(keys), 'butcher re\t'], { folder, cwd, program });
      // Where a space follows already, zsh leaves both.
      const lines = typed.map(({ line }) => line.replace('  x', ' x'));
      assert.deepEqual(lines, [...Object.values(keys), 'butcher re']);
      const { shown } = typed.at(-1)!;
      for (const word of ['resume', 'replay', 'results']) assert.ok(shown.includes(word), shown);
      if (shell !== 'bash') assert.match(shown, /resume +(-- |\()go on with a job/);
    });

    it(`runs nothing of what is typed, named or answered in ${shell}`, async () => {
      const place = { folder, cwd, env: { BUTCHER_HOME: join(folder, 'home') } };
      const typed = await typeInto(
        shell,
        [
          `butcher run ${evil} --limit memoryC\t`,
          "butcher run '$(touch ran)' --limit memoryC\t",
          'butcher run pack\\ age --param \t',
          'butcher run x\t',
          'butcher resume a\t',
        ],
        place,
      );
      assert.match(typed[1]!.line, /^butcher run '\$\(touch ran\)' --limit memoryCap=$/);
      assert.equal(typed[2]!.line, 'butcher run pack\\ age --param width=');
      assert.match(typed[3]!.line, /^butcher run x.*touch/, 'the name of a file is quoted by the shell');
      assert.equal(typed[4]!.line, 'butcher resume a');
      const answered = await typeInto(shell, ['butcher \t', 'butcher run a\t\t'], {
        ...place,
        program: evilProgram,
      });
      assert.ok(
        answered.some(({ line, shown }) => `${line}${shown}`.includes('touch ran')),
        'it was offered',
      );
    });
  }

  it('is printed for each shell', async () => {
    for (const shell of shells) {
      const { stdout, exitCode } = await runButcher(['completion', shell], { cwd, env: {} });
      assert.match(stdout, new RegExp(`^#.* for ${shell}, as butcher completion ${shell} prints it\\.`, 'm'));
      assert.equal(exitCode, 0);
    }
    const { stderr, exitCode } = await runButcher(['completion', 'ksh'], { cwd, env: {} });
    assert.match(stderr, /Allowed choices are bash, zsh, fish/);
    assert.equal(exitCode, 2);
  });
});
