import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { butcherCommand } from '../../helpers/butcher-command.ts';
import { runButcher } from '../../helpers/run-butcher.ts';

const failing = `def Processor(fragment):
    raise ValueError("no")
`;
/** Says where it is, with a child of its own, and goes on for longer than any test. */
const sleeping = `import os, time
def Processor(fragment):
    child = os.fork()
    if child != 0:
        print("at work:", os.getpid(), child, flush=True)
    time.sleep(600)
    return fragment
`;

describe('butcher that is sent a signal, and nobody else', function () {
  this.timeout(120_000);
  let cwd: string;
  let env: Record<string, string>;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-signals-'));
    env = { BUTCHER_HOME: join(cwd, 'home'), NO_COLOR: '1' };
    for (const [name, processor] of [
      ['words', failing],
      ['slow', sleeping],
    ] as const) {
      await mkdir(join(cwd, name));
      await writeFile(join(cwd, name, 'Split.py'), 'def splitter(path):\n    yield b"1"\n');
      await writeFile(join(cwd, name, 'Processor.py'), processor);
      await writeFile(join(cwd, name, 'Merge.py'), 'def merger(fragment, job_name):\n    pass\n');
    }
    const run = await runButcher(['run', 'words', '--runtime', 'process', '--on-error', 'skip'], {
      cwd,
      env,
    });
    assert.equal(run.exitCode, 0, run.stderr);
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  /** Starts butcher, sends the signal once user code is at work, and tells how it ended and whom that had started. */
  async function interrupted(args: readonly string[], signal: NodeJS.Signals) {
    const [program, ...rest] = [...butcherCommand, ...args];
    const child = spawn(program!, rest, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const atWork = new Promise<readonly number[]>((resolve) => {
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          const [, own, started] = /at work: (\d+) (\d+)\n/.exec(output) ?? [];
          if (started !== undefined) resolve([Number(own), Number(started)]);
        });
    });
    const exit = once(child, 'exit') as Promise<[number | null]>;
    const pids = await Promise.race([
      atWork,
      exit.then(([code]) => assert.fail(`it ended with ${code}:\n${output}`)),
    ]);
    child.kill(signal);
    const [code] = await exit;
    return { code, pids };
  }

  /** Of processes that have ended, or are about to be buried, nothing is left in /proc but a state. */
  async function isGone(pid: number): Promise<boolean> {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ') X');
    return /\) [XZ]/.test(stat);
  }

  const replay = ['replay', 'words:1', '--package', 'slow'];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`stops a replay on ${signal}, with --runtime process`, async () => {
      const { code, pids } = await interrupted([...replay, '--runtime', 'process'], signal);
      assert.equal(code, 130);
      for (const pid of pids) while (!(await isGone(pid))) await delay(5);
      assert.deepEqual(await replayFolders(), []);
    });

    it(`stops a replay on ${signal}, in a container`, async () => {
      const { code } = await interrupted(replay, signal);
      assert.equal(code, 130);
      assert.deepEqual(await replayFolders(), []);
    });
  }

  for (const args of [
    [...replay, '--runtime', 'process'],
    ['run', 'slow', '--runtime', 'process'],
    ['test', 'slow', '--runtime', 'process'],
  ])
    it(`leaves no process of butcher ${args[0]} when it is killed`, async () => {
      const { pids } = await interrupted(args, 'SIGKILL');
      const [own, started] = pids as [number, number];
      while (!(await isGone(own))) await delay(5);
      // A harness cannot end what user code has started.
      if (args[0] !== 'replay' && !(await isGone(started))) process.kill(started, 'SIGKILL');
      while (!(await isGone(started))) await delay(5);
    });

  for (const command of ['run', 'test'])
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      it(`stops butcher ${command} --runtime process on ${signal}`, async () => {
        const { code, pids } = await interrupted([command, 'slow', '--runtime', 'process'], signal);
        assert.equal(code, 130);
        for (const pid of pids) assert.ok(await isGone(pid), `${pid} lives`);
      });

  async function replayFolders(): Promise<string[]> {
    const jobs = join(cwd, 'home/jobs');
    assert.ok(existsSync(jobs));
    return (await readdir(jobs)).filter((name) => name.includes('replay'));
  }
});
