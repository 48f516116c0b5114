import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ButcherRun, runButcher } from '../../helpers/run-butcher.ts';

const poisoned = `def Processor(fragment):
    print("at", fragment)
    if fragment in (b"3", b"5"):
        raise ValueError("no " + fragment.decode())
    return fragment * 2
`;

describe('butcher replay', function () {
  this.timeout(120_000);
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-replay-'));
    for (const [name, processor] of [
      ['words', poisoned],
      [
        'mended',
        poisoned.replace(
          '    if fragment in (b"3", b"5"):\n        raise ValueError("no " + fragment.decode())\n',
          '',
        ),
      ],
    ] as const) {
      await mkdir(join(cwd, name));
      await writeFile(
        join(cwd, name, 'Split.py'),
        'def splitter(path):\n    for number in range(8):\n        yield str(number).encode()\n',
      );
      await writeFile(join(cwd, name, 'Processor.py'), processor);
      await writeFile(join(cwd, name, 'Merge.py'), 'def merger(fragment, job_name):\n    pass\n');
    }
    const run = await butcher('run', 'words', '--runtime', 'process', '--on-error', 'skip');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.match(run.stderr, /list them, and run one again, by: butcher replay [a-z0-9]{12}\n/);
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  const butcher = (...args: string[]): Promise<ButcherRun> =>
    runButcher(args, { cwd, env: { BUTCHER_HOME: join(cwd, 'home'), NO_COLOR: '1' } });

  it('lists the failed fragments of a job', async () => {
    const { exitCode, stdout } = await butcher('replay', 'words');
    assert.equal(exitCode, 0);
    assert.match(stdout, /^4 {2}user-error: ValueError: no 3 \(Processor\.py:4\)\n6 {2}user-error: .*no 5/);
    const unknown = await butcher('replay', 'words:7');
    assert.equal(unknown.exitCode, 2);
    assert.match(unknown.stderr, /keeps no fragment 7; it keeps 4, 6\./);
  });

  it('is where `butcher fragments` sends whoever asks a chief for a job of this machine', async () => {
    const [id] = await readdir(join(cwd, 'home/jobs'));
    const env = { BUTCHER_HOME: join(cwd, 'home'), BUTCHER_CHIEF: 'http://127.0.0.1:1', NO_COLOR: '1' };
    const own = await runButcher(['fragments', 'words'], { cwd, env });
    assert.equal(own.exitCode, 2);
    assert.match(
      own.stderr,
      new RegExp(`words is a job of this machine's own: .butcher replay ${id}. lists`),
    );
    const none = await runButcher(['fragments', 'nothing'], { cwd, env });
    assert.equal(none.exitCode, 4);
    assert.match(none.stderr, /no-chief/);
  });

  it('shows how a fragment fails, with what it prints, and leaves nothing', async () => {
    const [id] = await readdir(join(cwd, 'home/jobs'));
    const { exitCode, stderr } = await butcher('replay', join(cwd, 'home/jobs', id!, 'bundles/4'));
    assert.equal(exitCode, 1);
    assert.match(stderr, /\[worker\] at b'3'/);
    assert.match(stderr, /> 4 \| {9}raise ValueError/);
    assert.deepEqual(await readdir(join(cwd, 'home/jobs')), [id]);
  });

  it('hands over the result where the fragment succeeds with another package', async () => {
    const { exitCode, stdout, stderr } = await butcher(
      'replay',
      'words:4',
      '--package',
      'mended',
      '--out',
      'result',
    );
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^fragment 4 succeeds now: 2 bytes in .*\nresult {2}result\n$/);
    assert.equal(await readFile(join(cwd, 'result'), 'utf8'), '33');
  });

  it('runs in the foreground where a debugger can reach it', async () => {
    const failing = await butcher('replay', 'words:6', '--runtime', 'process');
    assert.equal(failing.exitCode, 1);
    assert.match(failing.stdout, /at b'5'/);
    assert.match(failing.stderr, /Nothing isolates[\s\S]*Traceback[\s\S]*ValueError: no 5/);
    const mended = await butcher('replay', 'words:6', '--runtime', 'process', '--package', 'mended');
    assert.equal(mended.exitCode, 0);
    assert.match(mended.stdout, /fragment 6 succeeds now: 2 bytes/);
  });
});
