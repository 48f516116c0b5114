import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { chown, link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotPlainError, openPlain, readPlain } from '../../src/files/open-plain.ts';
import { giveToUser, setMode } from '../../src/files/own-mode.ts';
import { writeDurably } from '../../src/files/write-durably.ts';

const writing = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;

describe('files that are opened plainly', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-plain-'));
    await writeFile(at('other'), 'stays');
  });
  afterEach(async () => {
    assert.equal(await readFile(at('other'), 'utf8'), 'stays');
    await rm(folder, { recursive: true });
  });

  const traps: readonly (readonly [string, (path: string) => Promise<unknown> | unknown])[] = [
    ['a link', (path) => symlink(at('other'), path)],
    ['a link to nothing', (path) => symlink(at('nothing'), path)],
    ['a FIFO', (path) => execFileSync('mkfifo', [path])],
    ['a folder', (path) => mkdir(path)],
  ];
  for (const [what, lay] of traps)
    it(`are not ${what}, neither to read nor to write, and nobody is waited for`, async () => {
      await lay(at('trap'));
      await assert.rejects(readPlain(at('trap'), 100), NotPlainError);
      await assert.rejects(openPlain(at('trap'), { flags: writing }), NotPlainError);
      await assert.rejects(readFile(at('nothing')), { code: 'ENOENT' });
    });

  it('are not written where they have a second name, which may be elsewhere', async () => {
    await link(at('other'), at('second'));
    await assert.rejects(openPlain(at('second'), { flags: writing }), /second name/);
    assert.equal((await readPlain(at('second'), 100)).toString(), 'stays');
  });

  it('are read only up to a bound', async () => {
    await assert.rejects(readPlain(at('other'), 4), /more than 4 bytes/);
    await assert.rejects(readPlain(at('nothing'), 4), { code: 'ENOENT' });
  });

  it('are this user’s own', async () => {
    const isRoot = process.geteuid?.() === 0;
    await writeFile(at('foreign'), 'x');
    if (isRoot) await chown(at('foreign'), 12_345, 12_345);
    await assert.rejects(
      readPlain(isRoot ? at('foreign') : '/etc/passwd', 65_536),
      /belongs to another user/,
    );
  });

  it('are replaced durably without following a link that stands where the new one is written', async () => {
    await symlink(at('other'), at('record.new'));
    await writeDurably(at('record'), 'new');
    assert.equal(await readFile(at('record'), 'utf8'), 'new');
  });
});

describe('owners and modes', () => {
  it('are never changed through a link', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-mode-'));
    try {
      // A decoy, since with the control off this changes what the link leads to.
      await mkdir(join(folder, 'decoy'));
      await symlink(join(folder, 'decoy'), join(folder, 'link'));
      await assert.rejects(setMode(join(folder, 'link'), 0o700), { code: 'ELOOP' });
      await assert.rejects(giveToUser(join(folder, 'link'), process.getuid!()), { code: 'ELOOP' });
      await setMode(folder, 0o750);
      await giveToUser(folder, process.getuid!());
      assert.match(execFileSync('stat', ['-c', '%a', folder], { encoding: 'utf8' }), /^750/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
