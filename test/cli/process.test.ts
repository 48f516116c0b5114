import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { butcherCommand } from '../helpers/butcher-command.ts';

/** The command as a process of its own: signals, pipes and terminals. */
describe('butcher as a process', function () {
  this.timeout(120_000);
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-process-'));
    await mkdir(join(cwd, 'slow'));
    await writeFile(
      join(cwd, 'slow', 'Split.py'),
      'def splitter(path):\n    for n in range(4):\n        yield str(n).encode()\n',
    );
    // The first fragment is quick; the others wait until a file says that they may go on.
    await writeFile(
      join(cwd, 'slow', 'Processor.py'),
      `import os\nimport time\n\n\ndef Processor(fragment):\n    while fragment != b"0" and not os.path.exists(${JSON.stringify(join(cwd, 'go'))}):\n        time.sleep(0.02)\n    return fragment\n`,
    );
    await writeFile(
      join(cwd, 'slow', 'Merge.py'),
      'def merger(fragment, job_name):\n    with open("all", "ab") as file:\n        file.write(fragment)\n',
    );
  });
  after(() => rm(cwd, { recursive: true, force: true }));
  beforeEach(async () => {
    for (const name of ['home', 'go', 'slow.tar'])
      await rm(join(cwd, name), { recursive: true, force: true });
  });

  function start(command: readonly string[]): {
    child: ChildProcess;
    output: () => string;
    merged: Promise<void>;
  } {
    const env = { ...process.env, BUTCHER_HOME: join(cwd, 'home'), TERM: 'xterm' };
    const child = spawn(command[0]!, command.slice(1), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const merged = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          if (/"merged":1|merged 1[, ]/.test(output)) resolve();
        });
    });
    return { child, output: () => output, merged };
  }
  const run = [...butcherCommand, 'run', 'slow', '--runtime', 'process', '--workers', '1'];

  it('ends cleanly on Ctrl-C, with a job that can be resumed', async () => {
    const { child, output, merged } = start([...run, '--json']);
    await merged;
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    assert.equal(code, 130);
    const report = JSON.parse(output().match(/^\{"type":"report".*$/m)![0]);
    assert.equal(report.job.state, 'cancelled');
    assert.match(output(), new RegExp(`butcher resume ${report.job.id}`));
    assert.deepEqual(await readdir(join(cwd, 'home', 'jobs')), [report.job.id]);
    const record = JSON.parse(await readFile(join(cwd, 'home', 'jobs', report.job.id, 'job.json'), 'utf8'));
    assert.equal(record.state, 'cancelled');
  });

  it('ends cleanly and quietly when its reader leaves', async () => {
    const { child, output, merged } = start([...run, '--json']);
    await merged;
    child.stdout!.destroy();
    const [code] = await once(child, 'close');
    assert.equal(code, 130);
    assert.doesNotMatch(output(), /EPIPE|Error|internal/);
    assert.equal((await readdir(join(cwd, 'home', 'jobs'))).length, 1);
  });

  it('tells at the next start of a job whose chief was killed', async () => {
    const killed = start([...run, '--json']);
    await killed.merged;
    killed.child.kill('SIGKILL');
    await once(killed.child, 'close');
    const [id] = await readdir(join(cwd, 'home', 'jobs'));
    await writeFile(join(cwd, 'go'), '');
    const next = start(run);
    const [code] = await once(next.child, 'close');
    assert.equal(code, 0);
    assert.match(
      next.output(),
      new RegExp(`job ${id} was interrupted; go on with it by: butcher resume ${id}`),
    );
    assert.deepEqual(await readdir(join(cwd, 'home', 'jobs')), [id]);
  });

  it('draws on a terminal, and leaves plain lines there', async () => {
    const quoted = run.map((word) => `'${word}'`).join(' ');
    const { child, output, merged } = start(['script', '-qec', quoted, '/dev/null']);
    await merged;
    await writeFile(join(cwd, 'go'), '');
    const [code] = await once(child, 'close');
    assert.equal(code, 0);
    assert.ok(output().includes('\x1b[J'), 'drawn in place');
    const last = stripVTControlCharacters(output().slice(output().lastIndexOf('\x1b[J')))
      .trim()
      .split('\r\n');
    assert.match(last[0]!, /^done {2}slow in /);
    assert.equal(last[1], 'results  slow.tar');
  });
});
