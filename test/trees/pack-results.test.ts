import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, statSync } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { FailureError } from '../../src/model/failures.ts';
import { packResults, removeTree } from '../../src/trees/trees.ts';
import { tarMembers } from '../helpers/compare-tars.ts';

/** Prints each member's name in hex and its content. */
const readTar = `
import sys, tarfile
tar = tarfile.open(fileobj=sys.stdin.buffer, mode="r|")
for member in tar:
    content = tar.extractfile(member).read().decode() if member.isfile() else ""
    print(member.name.encode("utf-8", "surrogateescape").hex(), content or "-")
`;

describe('packResults', () => {
  let root: string;
  let results: string;
  const signal = new AbortController().signal;
  const mostBytes = 100_000_000;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-pack-'));
    results = join(root, 'results');
    await mkdir(results);
  });
  afterEach(() => removeTree(root));

  async function pack(): Promise<{ tar: Buffer; skipped: readonly string[]; count: number }> {
    const { skipped } = await packResults(results, join(root, 'results.tar'), mostBytes, signal);
    return { tar: await readFile(join(root, 'results.tar')), skipped: skipped.first, count: skipped.count };
  }

  it('rejects with the disk’s own error when it is full, whatever it is doing at that moment', async () => {
    for (let number = 0; number < 200; number += 1)
      await writeFile(join(results, String(number)), Buffer.alloc(2000));
    await symlink('/dev/full', join(root, 'results.tar'));
    await assert.rejects(packResults(results, join(root, 'results.tar'), mostBytes, signal), {
      code: 'ENOSPC',
    });
  });

  it('packs files and folders, empty ones too, sorted by code points, without anything that varies', async () => {
    for (const name of ['b', 'a/deep/er', 'a.txt', 'Ä', '€', '𝄞', 'empty']) {
      await mkdir(join(results, name, '..'), { recursive: true });
      if (name === 'empty') await mkdir(join(results, name));
      else await writeFile(join(results, name), `content of ${name}`);
    }
    await writeFile(join(results, 'nothing'), '');
    await writeFile(join(results, `${'long'.repeat(50)}.txt`), 'long name');
    const first = await pack();
    const members = await tarMembers(first.tar);
    const names = [...members.keys()];
    assert.deepEqual(
      names.map((name) => name.replace(/\/$/, '')),
      names
        .map((name) => name.replace(/\/$/, ''))
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    assert.ok(names.includes('empty/') && names.includes('a/deep/') && names.includes('𝄞'));
    for (const { header } of members.values()) {
      assert.deepEqual(
        [header.uid, header.gid, header.uname, header.gname, header.mtime?.getTime()],
        [0, 0, '', '', 0],
      );
      assert.equal(header.mode, header.type === 'directory' ? 0o755 : 0o644);
    }
    assert.equal(members.get('a/deep/er')?.bytes.toString(), 'content of a/deep/er');
    for (const name of await readdir(results)) {
      await chmod(join(results, name), 0o700);
      await utimes(join(results, name), 1, 2);
    }
    assert.ok((await pack()).tar.equals(first.tar));
  });

  it('leaves out links, fifos and sockets, and says so; nothing from outside gets in', async () => {
    await writeFile(join(root, 'secret'), 'the secret');
    await mkdir(join(root, 'outside'));
    await writeFile(join(root, 'outside', 'file'), 'the secret');
    await symlink('../secret', join(results, 'link'));
    await symlink('../outside', join(results, 'folder-link'));
    execFileSync('mkfifo', [join(results, 'fifo')]);
    const server = createServer().listen(join(results, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    await writeFile(join(results, 'file'), 'fine');
    const { tar, skipped } = await pack();
    server.close();
    assert.deepEqual([...(await tarMembers(tar)).keys()], ['file']);
    assert.deepEqual([...skipped].sort(), ['fifo', 'folder-link', 'link', 'socket']);
    assert.ok(!tar.includes('the secret'));
  });

  it('names the first ten that it leaves out, and counts the others', async () => {
    for (let number = 0; number < 1000; number += 1) await symlink('x', join(results, `link${number}`));
    const { skipped, count } = await pack();
    const names = Array.from({ length: 1000 }, (_, number) => `link${number}`).sort();
    assert.deepEqual(skipped, names.slice(0, 10));
    assert.equal(count, 1000);
  });

  it('packs every name byte for byte, also those that differ only in bytes that are not UTF-8', async () => {
    const named = (hex: string) => Buffer.concat([Buffer.from(`${results}/`), Buffer.from(hex, 'hex')]);
    const names = ['66c3a9', '66efbfbd6f', '66fe6f', '66ff6f', 'ff', `ff2f${'61'.repeat(200)}ff`];
    await mkdir(named('ff'));
    for (const name of names) if (name !== 'ff') await writeFile(named(name), name);
    const { tar, skipped } = await pack();
    assert.deepEqual(skipped, []);
    const read = execFileSync('python3', ['-c', readTar], { input: tar, encoding: 'utf8' });
    assert.deepEqual(
      read.trim().split('\n'),
      names.map((name) => `${name} ${name === 'ff' ? '-' : name}`),
    );
    assert.deepEqual((await pack()).tar, tar);
  });

  it('takes a file for what it is when it is opened, and waits for nobody', async () => {
    const [last, partial] = [join(results, 'z'), join(root, 'results.tar')];
    let swapped = 0;
    for (let round = 0; swapped === 0 && round < 20; round += 1) {
      await rm(last, { force: true });
      await writeFile(last, 'fine');
      // A hole that takes a while to pack, after everything has been listed.
      await writeFile(join(results, 'a'), '');
      await truncate(join(results, 'a'), 90_000_000);
      await rm(join(root, 'fifo'), { force: true });
      execFileSync('mkfifo', [join(root, 'fifo')]);
      const packing = pack();
      while (!existsSync(partial) || statSync(partial).size === 0) await setImmediate();
      renameSync(join(root, 'fifo'), last);
      const { tar, skipped } = await packing;
      const member = (await tarMembers(tar)).get('z');
      if (member !== undefined) assert.equal(member.bytes.toString(), 'fine', 'it was packed before');
      swapped += skipped.length;
    }
    assert.ok(swapped > 0, 'no file was swapped before it was packed');
  });

  it('takes nothing from outside while folders are swapped for links under it', async () => {
    await mkdir(join(root, 'outside'));
    for (let number = 0; number < 50; number += 1) {
      await mkdir(join(results, `d${number}`));
      for (const [folder, text] of [
        [join(results, `d${number}`), 'fine'],
        [join(root, 'outside'), 'the secret'],
      ] as const)
        await writeFile(join(folder, 'file'), text);
    }
    const swapping = spawn('python3', ['-c', swap, results, join(root, 'outside')], { stdio: 'pipe' });
    await once(swapping.stdout, 'data');
    let swapped = 0;
    for (let round = 0; round < 6; round += 1) {
      const { tar, count } = await pack();
      assert.ok(!tar.includes('the secret'));
      swapped += count;
    }
    swapping.kill('SIGKILL');
    await once(swapping, 'exit');
    assert.ok(swapped > 0, 'no folder was swapped while it was packed');
  });

  it('holds sparse files against the limit, which cost nothing here and all their bytes in the tar', async () => {
    await writeFile(join(results, 'a'), '');
    await truncate(join(results, 'a'), 600);
    await writeFile(join(results, 'b'), Buffer.alloc(400));
    await packResults(results, join(root, 'results.tar'), 1000, signal);
    await rm(join(root, 'results.tar'));
    await assert.rejects(packResults(results, join(root, 'results.tar'), 999, signal), (error) => {
      assert.ok(error instanceof FailureError);
      const { code, stage, limit, observed } = error.failure;
      assert.deepEqual([code, stage, limit, observed], ['disk-limit', 'packing', 'resultsBytes', 1000]);
      return true;
    });
    assert.deepEqual(await readdir(root), ['results']);
  });

  it('leaves out what lies deeper than tools can go, and does not fall over it', async () => {
    execFileSync('python3', [
      '-c',
      'import os, sys\nos.chdir(sys.argv[1])\nfor _ in range(300): os.mkdir("d" * 200); os.chdir("d" * 200)',
      results,
    ]);
    const { tar, skipped } = await pack();
    assert.equal((await tarMembers(tar)).size, 200);
    assert.deepEqual(
      skipped.map((path) => path.split('/').length),
      [201],
    );
  });

  it('leaves no tar behind when it is stopped', async () => {
    await writeFile(join(results, 'file'), Buffer.alloc(1_000_000));
    await assert.rejects(packResults(results, join(root, 'results.tar'), mostBytes, AbortSignal.abort()));
    assert.ok(!(await readdir(root)).includes('results.tar'));
  });
});

/** Turns every folder of the first argument into a link to the second and back, for ever. */
const swap = `
import os, sys
results, outside = sys.argv[1:]
names = sorted(os.listdir(results))
print("swapping", flush=True)
while True:
    for name in names:
        path = os.path.join(results, name)
        os.rename(path, path + ".aside")
        os.symlink(outside, path)
        os.unlink(path)
        os.rename(path + ".aside", path)
`;
