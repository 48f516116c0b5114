import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeHomeLock, composeStore } from '../../../src/compose.ts';
import { butcherCommand } from '../../helpers/butcher-command.ts';
import { runButcher } from '../../helpers/run-butcher.ts';

const [program, ...first] = butcherCommand;
const by = { actor: 'operator', atMs: 1000 };

describe('a restore', function () {
  this.timeout(60_000);
  let folder: string;
  let other: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-restore-'));
    other = join(folder, 'other');
    const store = await composeStore(join(folder, 'home'));
    await store.accounts.create({ name: 'ann', admin: false }, by);
    await store.close();
    assert.equal((await butcher('home', 'backup', 'good.tar')).exitCode, 0);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const butcher = (home: string, ...args: readonly string[]) =>
    runButcher(args, { cwd: folder, env: { BUTCHER_HOME: join(folder, home), DOCKER_HOST: 'unix:///none' } });

  /** Ends one as early as it reads its file, of which nothing ever comes. */
  async function breakOff(): Promise<void> {
    execFileSync('mkfifo', [join(folder, 'never.tar')]);
    const child = spawn(program, [...first, 'restore', 'never.tar'], {
      cwd: folder,
      env: { ...process.env, BUTCHER_HOME: other },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    // Opened as soon as the other side is.
    const pipe = await open(join(folder, 'never.tar'), 'w');
    child.kill('SIGKILL');
    await ended;
    await pipe.close();
  }

  it('that broke off keeps every command from the home, and goes on', async () => {
    await breakOff();
    const left = (await readdir(other)).sort();
    assert.ok(left.includes('.restoring'), left.join(' '));
    for (const args of [
      ['serve', '--listen', '127.0.0.1:0'],
      ['serve', '--check'],
      ['token', 'create', 'ann'],
      ['token', 'list', 'ann'],
      ['account', 'list'],
      ['key'],
      ['open'],
      ['backup', 'of-it.tar'],
      ['run', 'package', '--data', 'good.tar'],
      ['jobs', '--local'],
    ]) {
      const run = await butcher('other', ...args);
      assert.equal(run.exitCode, 2, `${args.join(' ')}: ${run.stdout}${run.stderr}`);
      assert.match(run.stderr, /A restore of the home \S+other goes on or broke off/, args.join(' '));
      assert.match(run.stderr, /run `butcher restore` again; to give it up, remove \S+restore\.unfinished/);
      assert.deepEqual((await readdir(other)).sort(), left, args.join(' '));
    }
    const doctor = await butcher('other', 'doctor');
    assert.match(doctor.stdout, /fail {2}home +A restore of the home/);
    assert.match(doctor.stdout, /run `butcher restore` again/);
    assert.deepEqual((await readdir(other)).sort(), left);

    const again = await butcher('other', 'restore', 'good.tar');
    assert.equal(again.exitCode, 0, again.stderr);
    assert.deepEqual((await readdir(other)).sort(), ['butcher.db', 'serve.lock']);
    assert.match((await butcher('other', 'account', 'list')).stdout, /ann/);
  });

  it('that broke off and then fails keeps the home until it has ended or is given up', async () => {
    await breakOff();
    await writeFile(join(folder, 'text.tar'), 'not a tar');
    assert.equal((await butcher('other', 'restore', 'text.tar')).exitCode, 2);
    assert.equal((await butcher('other', 'token', 'create', 'ann')).exitCode, 2);
    await rm(join(other, 'restore.unfinished'));
    assert.equal((await butcher('other', 'token', 'create', 'ann')).exitCode, 0);
  });

  it('that fails leaves the home as empty as it was', async () => {
    await writeFile(join(folder, 'text.tar'), 'not a tar');
    assert.equal((await butcher('other', 'restore', 'text.tar')).exitCode, 2);
    assert.deepEqual(await readdir(other), []);
    await mkdir(join(other, 'jobs'));
    assert.equal(
      (await butcher('other', 'restore', 'good.tar')).exitCode,
      0,
      'an empty folder is no use of it',
    );
    const used = await butcher('other', 'restore', 'good.tar');
    assert.match(used.stderr, /has been used/);
    await access(join(other, 'butcher.db'));
  });

  it('is one at a time, and none beside a chief', async () => {
    const lock = await composeHomeLock(other);
    assert.match((await butcher('other', 'restore', 'good.tar')).stderr, /A chief serves the home/);
    await writeFile(join(other, 'restore.unfinished'), '');
    assert.match((await butcher('other', 'restore', 'good.tar')).stderr, /Another `butcher restore` makes/);
    await access(join(other, 'restore.unfinished'));
    lock?.release();
  });
});
