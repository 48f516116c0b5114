import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { defaultLimits } from '../../src/model/limits.ts';
import { readArchive } from '../../src/package/archives/read-archive.ts';
import { Intake } from '../../src/package/intake.ts';
import { loadPackage } from '../../src/package/load-package.ts';
import type { Member } from '../../src/package/member.ts';
import { readFolder } from '../../src/package/read-folder.ts';
import { readUnchanged } from '../../src/package/read-unchanged.ts';
import { writePackage } from '../../src/package/write-package.ts';
import { goodFiles, load, loadGood, scratchFolder, writeTree } from './helpers/scratch.ts';
import { tarOf } from './helpers/tar-of.ts';

describe('folders', () => {
  const scratch = scratchFolder();
  const folder = (name: string) => writeTree(join(scratch.path, name), goodFiles);

  async function messages(path: string): Promise<string[]> {
    const { source, findings } = await load(path);
    assert.equal(source, null);
    assert.ok(findings.every(({ rule }) => rule === 'BUT108'));
    return findings.map(({ message }) => message);
  }

  it('refuse links, wherever they lead', async () => {
    const root = folder('links');
    symlinkSync('Split.py', join(root, 'inside.py'));
    symlinkSync('/etc/passwd', join(root, 'outside.py'));
    symlinkSync('nowhere', join(root, 'dangling.py'));
    symlinkSync('.', join(root, 'loop'));
    assert.deepEqual(
      await messages(root),
      ['dangling.py', 'inside.py', 'loop', 'outside.py'].map(
        (name) => `\`${name}\` cannot be part of a package: it is a symbolic link.`,
      ),
    );
  });

  it('refuse fifos and sockets, without waiting for them', async () => {
    const root = folder('specials');
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer().listen(join(root, 'socket'));
    const found = await messages(root);
    server.close();
    assert.deepEqual(
      found.map((message) => /it is a \w+/.exec(message)?.[0]),
      ['it is a fifo', 'it is a socket'],
    );
  });

  it('refuse set-user-id files, and take folders that are set-group-id', async () => {
    const root = folder('modes');
    mkdirSync(join(root, 'shared'));
    writeFileSync(join(root, 'shared', 'notes.txt'), 'x');
    chmodSync(join(root, 'shared'), 0o2755);
    assert.equal((await loadGood(root)).files.size, 4);
    chmodSync(join(root, 'Split.py'), 0o4755);
    assert.match((await messages(root))[0]!, /`Split.py`.*set-user-id/);
  });

  it('refuse names that could mislead', async () => {
    const root = folder('names');
    for (const name of ['back\\slash', 'new\nline', 'right\u202eleft']) writeFileSync(join(root, name), '');
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from('f\xff.py', 'latin1')]), '');
    assert.equal((await messages(root)).length, 4);
  });

  it('take names of data byte for byte, and tell them apart', async () => {
    const [one, two] = [folder('one'), folder('two')];
    const named = (root: string, byte: number) =>
      Buffer.concat([Buffer.from(`${root}/f`), Buffer.from([byte])]);
    writeFileSync(named(one, 0xfe), 'x');
    writeFileSync(named(two, 0xff), 'x');
    const [first, second] = [await loadGood(one), await loadGood(two)];
    assert.notEqual(first.digest, second.digest);
    const copy = join(scratch.path, 'copy');
    await writePackage(second, copy);
    assert.equal(readFileSync(named(copy, 0xff), 'utf8'), 'x');
  });

  it('take names that are only unusual', async () => {
    const root = folder('unusual');
    for (const name of [
      '__proto__',
      'constructor',
      '<b>bold.txt',
      "it's; $(here).txt",
      ' spaces ',
      'données.csv',
      '数据.py',
    ])
      writeFileSync(join(root, name), name);
    const { files } = await loadGood(root);
    assert.equal(files.size, 10);
    assert.equal(files.get('__proto__')?.bytes.toString(), '__proto__');
  });

  it('leave out what tools leave behind', async () => {
    const root = folder('leftovers');
    writeTree(root, {
      '__pycache__/Split.cpython-313.pyc': 'x',
      'lib/__pycache__/deep.pyc': 'x',
      '.git/HEAD': 'x',
      '.DS_Store': 'x',
      '__MACOSX/._Split.py': 'x',
      'lib/._data.txt': 'x',
      'stale.pyc': 'x',
      '.venv/bin/activate': 'x',
      'lib/kept.txt': 'x',
    });
    symlinkSync('/usr/bin/python3', join(root, '.venv/bin/python'));
    assert.deepEqual(
      [...(await loadGood(root)).files.keys()],
      ['Merge.py', 'Processor.py', 'Split.py', 'lib/kept.txt'],
    );
  });

  it('that are empty load as packages without files', async () => {
    const root = join(scratch.path, 'empty');
    mkdirSync(root);
    assert.equal((await loadGood(root)).files.size, 0);
  });

  /** Does something just after a file was looked at and before it is read. */
  class MeddlingIntake extends Intake {
    readonly #meddle: (name: string) => void;
    constructor(meddle: (name: string) => void) {
      super(defaultLimits, '.', 0);
      this.#meddle = meddle;
    }
    override admit(member: Member): string | null {
      this.#meddle(member.name);
      return super.admit(member);
    }
  }

  const meddling: Readonly<Record<string, (path: string) => void>> = {
    grows: (path) => appendFileSync(path, 'more'),
    shrinks: (path) => writeFileSync(path, ''),
    'is rewritten at the same size': (path) => writeFileSync(path, 'x'.repeat(goodFiles['Split.py']!.length)),
    'becomes a link': (path) => {
      rmSync(path);
      symlinkSync('/etc/passwd', path);
    },
    'becomes a fifo': (path) => {
      rmSync(path);
      execFileSync('mkfifo', [path]);
    },
    vanishes: (path) => rmSync(path),
  };
  for (const [what, meddle] of Object.entries(meddling))
    it(`notice a file that ${what} while it is read`, async () => {
      const root = folder(`meddled ${what}`);
      const intake = new MeddlingIntake((name) => name === 'Split.py' && meddle(join(root, name)));
      await readFolder(root, intake);
      assert.deepEqual(
        intake.findings.map(({ file, message }) => [file, /it changed while it was read/.test(message)]),
        [['Split.py', true]],
      );
      assert.ok(!intake.files.has('Split.py'));
    });

  it('notice a file that is rewritten between two reads of it', async () => {
    const path = join(folder('torn'), 'Split.py');
    const handle = await open(path);
    const expected = await handle.stat();
    const read = async (...span: [Buffer, number, number, number]) => {
      const done = await handle.read(...span);
      writeFileSync(path, 'y'.repeat(expected.size));
      utimesSync(path, 0, 0);
      return done;
    };
    const meddled = {
      read: read as FileHandle['read'],
      stat: handle.stat.bind(handle) as FileHandle['stat'],
    };
    assert.equal(await readUnchanged(meddled, expected), null);
    assert.equal((await readUnchanged(handle, await handle.stat()))?.length, expected.size);
    await handle.close();
  });

  it('notice an archive that changes while it is read', async () => {
    const path = join(scratch.path, 'growing.tar');
    writeFileSync(path, tarOf([{ name: 'Split.py', content: Buffer.from('x') }]));
    const intake = new MeddlingIntake(() => appendFileSync(path, Buffer.alloc(1024)));
    await readArchive(path, intake);
    assert.match(intake.findings[0]!.message, /changed while it was read/);
  });

  it('that may not be read are findings within, and wrong usage as a whole', async () => {
    if (process.getuid?.() === 0) {
      // The superuser may read everything: look through an ordinary user's eyes.
      const root = folder('unreadable');
      mkdirSync(join(root, 'secret'));
      chmodSync(join(root, 'Split.py'), 0o000);
      chmodSync(join(root, 'secret'), 0o000);
      chmodSync(scratch.path, 0o755);
      process.seteuid?.(65534);
      try {
        const found = await messages(root);
        assert.deepEqual(found, [
          '`Split.py` cannot be part of a package: it may not be read.',
          '`secret` cannot be part of a package: it may not be read.',
        ]);
        const outcome = await loadPackage(join(root, 'secret'), defaultLimits);
        assert.ok(outcome.kind === 'wrong-usage' && /may not be read/.test(outcome.message));
      } finally {
        process.seteuid?.(0);
      }
    }
  });
});
