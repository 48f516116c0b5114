import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { lstat, mkdir, mkdtemp, open, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkNewFile,
  checkOutputFile,
  writeNewFile,
  writeOutputFile,
} from '../../../src/cli/run/output-file.ts';
import { checkReportPath, checkResultsTarget } from '../../../src/cli/run/results-target.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';

describe('files that get our output', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-output-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are replaced as a whole, at the end of the links that lead to them', async () => {
    await writeFile(at('real'), 'old');
    await symlink('real', at('link'));
    for (const name of ['real', 'link', 'new']) {
      await checkReportPath(at(name));
      await writeOutputFile(at(name), `report of ${name}`, 'id');
    }
    assert.equal(await readFile(at('real'), 'utf8'), 'report of link');
    assert.equal(await readlink(at('link')), 'real');
    assert.equal(await readFile(at('new'), 'utf8'), 'report of new');
  });

  it('are written to folders that are made for them', async () => {
    await checkReportPath(at('new/deep/report'));
    await writeOutputFile(at('new/deep/report'), 'report', 'id');
    await checkNewFile(at('newer/deep/result'), '--out');
    await writeNewFile(at('newer/deep/result'), Buffer.from('result'));
    assert.equal(await readFile(at('new/deep/report'), 'utf8'), 'report');
    assert.equal(await readFile(at('newer/deep/result'), 'utf8'), 'result');
  });

  it('are refused before any work where no file can be made', async () => {
    await writeFile(at('file'), '');
    await symlink(at('nothing'), at('dangling'));
    for (const [name, why] of [
      ['file/new', /a part of the path is a file/],
      ['dangling/new', /dangling is a link that leads to nothing/],
      ['n'.repeat(245), /n cannot be used: the name is too long/],
    ] as const) {
      await assert.rejects(checkReportPath(at(name)), why);
      await assert.rejects(checkNewFile(at(name), '--out'), why);
      await assert.rejects(checkResultsTarget({ path: at(name), form: 'tar' }), why);
    }
  });

  it('that are devices are written through and stay what they are', async () => {
    // A node that only root can make: the machine's own stays out of it.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) execFileSync('mknod', [at('null'), 'c', '1', '3']);
    else await symlink('/dev/null', at('null'));
    await symlink('null', at('link'));
    for (const name of ['null', 'link']) {
      await checkReportPath(at(name));
      await checkNewFile(at(name), '--out');
      await writeOutputFile(at(name), 'gone', 'id');
      await writeNewFile(at(name), Buffer.from('gone'));
    }
    assert.equal((await lstat(at('null'))).isFile(), false);
    assert.equal(await readlink(at('link')), 'null');
    await assert.rejects(checkResultsTarget({ path: at('null'), form: 'tar' }), UsageError);
  });

  it('that are FIFOs are written to a reader, and nobody waits for one', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    await checkReportPath(at('fifo'));
    await assert.rejects(writeOutputFile(at('fifo'), 'nobody', 'id'), { code: 'ENXIO' });
    const reader = await open(at('fifo'), constants.O_RDONLY | constants.O_NONBLOCK);
    await writeOutputFile(at('fifo'), 'somebody', 'id');
    assert.equal((await reader.read(Buffer.alloc(20))).buffer.toString('utf8', 0, 8), 'somebody');
    await reader.close();
    assert.equal((await lstat(at('fifo'))).isFIFO(), true);
    await assert.rejects(checkResultsTarget({ path: at('fifo'), form: 'folder' }), UsageError);
  });

  it('are refused before any work where a link leads to nothing, or something cannot take them', async () => {
    await symlink(at('nothing'), at('dangling'));
    await symlink('loop', at('loop'));
    await mkdir(at('folder'));
    const server = createServer().listen(at('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      for (const name of ['dangling', 'loop', 'folder', 'socket']) {
        await assert.rejects(checkReportPath(at(name)), UsageError, name);
        if (name !== 'loop') await assert.rejects(checkOutputFile(at(name), '--report'), UsageError, name);
        if (name !== 'loop') await assert.rejects(checkNewFile(at(name), '--out'), UsageError, name);
        await assert.rejects(checkResultsTarget({ path: at(name), form: 'tar' }), UsageError, name);
      }
      for (const form of ['tar', 'tar.gz', 'folder'] as const)
        await assert.rejects(
          checkResultsTarget({ path: at('dangling'), form }),
          /is a link to what is no folder/,
        );
    } finally {
      server.close();
    }
    if (process.geteuid?.() === 0) {
      execFileSync('mknod', [at('disk'), 'b', '7', '250']);
      await assert.rejects(checkReportPath(at('disk')), /is a disk/);
    }
  });

  it('are not taken where something is there, for what is only written anew', async () => {
    await writeFile(at('there'), 'old');
    await assert.rejects(checkNewFile(at('there'), '--out'), /exists already/);
    await assert.rejects(writeNewFile(at('there'), Buffer.from('new')), { code: 'EEXIST' });
  });
});
