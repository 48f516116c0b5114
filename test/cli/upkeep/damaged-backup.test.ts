import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { PackageShelf } from '../../../src/chief/content/package-shelf.ts';
import { tarOfFolder } from '../../../src/cli/remote/upload/tar-of-folder.ts';
import { composeStore } from '../../../src/compose.ts';
import { exactPath } from '../../../src/text/byte-names.ts';
import { sourceOf } from '../../helpers/chief-home.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { runButcher } from '../../helpers/run-butcher.ts';

const by = { actor: 'operator', atMs: 1000 };
const places = 150;
const seed = 20_260_301;

describe('a backup that is damaged', function () {
  this.timeout(120_000);
  let folder: string;
  let good: Buffer;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-damaged-'));
    const home = join(folder, 'home');
    const store = await composeStore(home);
    await store.accounts.create({ name: 'ann', admin: false }, by);
    const source = sourceOf({ 'Split.py': 'what splits', 'lib/größe.py': 'y' });
    await new PackageShelf(home, store).add(source, 'ann', 1_000_000, 5);
    const job = { id: 'done', account: 'ann', name: 'done', package: source.digest, dataset: null };
    const queue = { overall: 9, perAccount: 9 };
    await store.jobs.accept({ ...job, options: plainOptions, createdAtMs: 7 }, queue);
    await store.jobs.move('done', ['queued'], 'done', { endedAtMs: 9 });
    await store.close();
    await mkdir(join(home, 'jobs/done'), { recursive: true });
    const results = 'what results are of it, '.repeat(4000);
    await writeFile(join(home, 'jobs/done/results.tar'), results);
    // Names that sha256sum writes otherwise, that no text has, and that no header of a tar has room for.
    for (const name of ['two\nlines\\', 'return\r', 'caf\udce9', 'long'.repeat(60)])
      await writeFile(exactPath(join(home, 'jobs/done', name)), `<${name.slice(0, 3)}>`);
    const run = await butcher('home', 'backup', 'good.tar');
    assert.equal(run.exitCode, 0, run.stderr);
    good = await readFile(join(folder, 'good.tar'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const butcher = (home: string, ...args: readonly string[]) =>
    runButcher(args, { cwd: folder, env: { BUTCHER_HOME: join(folder, home) } });

  async function assertRefused(bytes: Buffer, words: RegExp): Promise<void> {
    await writeFile(join(folder, 'bad.tar'), bytes);
    const run = await butcher('other', 'restore', 'bad.tar');
    assert.equal(run.exitCode, 2, run.stdout + run.stderr);
    assert.match(run.stderr, words);
    assert.match(run.stderr, /Nothing was changed/);
    assert.equal(run.stderr.split('\n').length, 3, run.stderr);
    assert.deepEqual(await readdir(join(folder, 'other')), []);
  }

  /** The backup with a text of it changed to another of the same length, as often as it is there. */
  function changed(from: string, to: string): Buffer {
    const text = good.toString('latin1');
    assert.ok(text.includes(from), from);
    return Buffer.from(text.replaceAll(from, to), 'latin1');
  }

  it('in any byte is refused, and the home stays empty', async () => {
    const anywhere = fc.oneof(
      fc.nat(good.length - 1),
      fc.integer({ min: good.length - 4096, max: good.length - 1 }),
    );
    await fc.assert(
      fc.asyncProperty(anywhere, fc.integer({ min: 1, max: 255 }), async (at, flips) => {
        const bytes = Buffer.from(good);
        bytes[at]! ^= flips;
        await assertRefused(bytes, /^error: \S+bad\.tar (is damaged|cannot be read as a backup)/);
      }),
      { seed, numRuns: places },
    );
    assert.equal((await butcher('whole', 'restore', 'good.tar')).exitCode, 0);
  });

  it('is named with what is damaged in it', async () => {
    await assertRefused(
      changed('what splits', 'what Splits'),
      /is damaged: packages\/[0-9a-f]{64}\/Split\.py in it is not what was written/,
    );
    await assertRefused(
      changed('what results', 'what Results'),
      /is damaged: jobs\/done\/results\.tar in it/,
    );
    for (const [from, named] of [
      ['<two>', 'two.{1,6}lines'],
      ['<ret>', 'return'],
      ['<caf>', 'caf'],
      ['<lon>', 'long'],
    ] as const)
      await assertRefused(
        changed(from, '<bad>'),
        new RegExp(`is damaged: jobs/done/${named}\\S* in it is not what was written`),
      );
    await assertRefused(changed('SQLite format 3', 'SQLite format 4'), /is damaged: butcher\.db in it/);
    await assertRefused(changed('"format":2', '"format":1'), /is damaged: butcher-backup\.json in it/);
    const padded = Buffer.from(good);
    // The last byte before the zeros that end a tar.
    padded[good.length - 1025] = 1;
    await assertRefused(padded, /is damaged: its tar, around the files in it, is not/);
    await assertRefused(Buffer.concat([good, Buffer.alloc(512)]), /is damaged: its tar, around/);
  });

  it('as its end is missing is refused', async () => {
    const members = execFileSync('tar', ['-tRf', 'good.tar', '--quoting-style=literal'], { cwd: folder })
      .toString('latin1')
      .split('\n');
    const ends = ['butcher-backup.sha256', 'butcher-backup.end'].map((name) => {
      const line = members.find((member) => member.endsWith(`: ${name}`));
      return Number(/^block (\d+)/.exec(line ?? '')?.[1]) * 512;
    });
    for (const at of ends)
      await assertRefused(Buffer.concat([good.subarray(0, at), Buffer.alloc(1024)]), /is damaged: /);
  });

  it('can be told with the tools of the system, too', async () => {
    const into = join(folder, 'unpacked');
    await mkdir(into);
    execFileSync('tar', ['-xf', join(folder, 'good.tar'), '-C', into]);
    const checked = execFileSync('sha256sum', ['--check', '--strict', 'butcher-backup.sha256'], {
      cwd: into,
    }).toString('latin1');
    for (const name of ['butcher.db', 'butcher-backup.json', 'jobs/done/results.tar', 'caf\xe9'])
      assert.ok(checked.includes(`${name}: OK\n`), `${name}: ${checked}`);
    const whole = execFileSync('sh', ['-c', 'head -c -2048 good.tar | sha256sum'], { cwd: folder });
    const end = await readFile(join(into, 'butcher-backup.end'), 'utf8');
    assert.equal(end.trim(), whole.toString().slice(0, 64));
  });

  it('is restored where an older version wrote it, with a word that it could not be checked', async () => {
    const into = join(folder, 'older');
    await mkdir(into);
    execFileSync('tar', ['-xf', join(folder, 'good.tar'), '-C', into]);
    for (const name of ['butcher-backup.sha256', 'butcher-backup.end']) await rm(join(into, name));
    await writeFile(join(into, 'butcher-backup.json'), '{"format":1,"version":"0.0.9","createdAtMs":1}\n');
    await pipeline(tarOfFolder(into), createWriteStream(join(folder, 'older.tar')));
    const run = await butcher('of-older', 'restore', 'older.tar');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.match(run.stderr, /older\.tar is of an older version and has no digests: whether it is damaged/);
    assert.match(run.stdout, /is restored, with 1 jobs/);
  });
});
