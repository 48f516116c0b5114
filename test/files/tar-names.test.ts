import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { longNameBlocks, parseTar } from '../../src/files/tar-names.ts';
import { unpackTar } from '../../src/files/unpack-tar.ts';
import { nameOfBytes } from '../../src/text/byte-names.ts';

/** Prints a tar of the given form that has a file of each name, in hex. */
const pythonTar = `
import io, sys, tarfile
out = io.BytesIO()
with tarfile.open(fileobj=out, mode="w", format=getattr(tarfile, sys.argv[1])) as tar:
    for name in sys.argv[2:]:
        member = tarfile.TarInfo(bytes.fromhex(name).decode("utf-8", "surrogateescape"))
        member.size = 2
        tar.addfile(member, io.BytesIO(b"hi"))
sys.stdout.buffer.write(out.getvalue())
`;
/** Prints the names in a tar as Python reads them, in hex. */
const pythonNames = `
import sys, tarfile
for member in tarfile.open(sys.argv[1]):
    print(member.name.encode("utf-8", "surrogateescape").hex())
`;

const names = [
  Buffer.from('plain.txt'),
  Buffer.from('é€𝄞\n'),
  Buffer.from('bad_\xff', 'latin1'),
  Buffer.from('bad_\xfe', 'latin1'),
  Buffer.from(`${'long'.repeat(50)}/\xff`, 'latin1'),
];

describe('names of a tar’s members', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-tar-names-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  for (const form of ['PAX_FORMAT', 'GNU_FORMAT'])
    it(`are read byte for byte from what Python writes as ${form}`, async () => {
      const hex = names.map((name) => name.toString('hex'));
      const members = parseTar();
      members.end(execFileSync('python3', ['-c', pythonTar, form, ...hex]));
      const read: string[] = [];
      for await (const member of members) {
        assert.equal(member.header.size, 2);
        read.push(member.header.name);
        member.resume();
      }
      assert.deepEqual(read, names.map(nameOfBytes));
    });

  it('are written so that Python and GNU tar read every byte', async () => {
    const tar = pack();
    for (const name of names) {
      tar.push(longNameBlocks(nameOfBytes(name)));
      await new Promise((resolve) => tar.entry({ name: 'x', mtime: new Date(0) }, 'hi', resolve));
    }
    tar.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of tar) chunks.push(chunk as Buffer);
    const path = join(folder, 'names.tar');
    await writeFile(path, Buffer.concat(chunks));
    const hex = names.map((name) => name.toString('hex'));
    assert.deepEqual(
      execFileSync('python3', ['-c', pythonNames, path], { encoding: 'utf8' }).trim().split('\n'),
      hex,
    );
    execFileSync('tar', ['xf', path, '-C', folder]);
    for (const name of names)
      assert.equal(await readFile(Buffer.concat([Buffer.from(`${folder}/`), name]), 'utf8'), 'hi');
  });

  it('are those of what is unpacked', async () => {
    const tar = join(folder, 'some.tar');
    const hex = names.map((name) => name.toString('hex'));
    await writeFile(tar, execFileSync('python3', ['-c', pythonTar, 'PAX_FORMAT', ...hex]));
    await mkdir(join(folder, 'out'));
    await unpackTar(tar, join(folder, 'out'));
    for (const name of names)
      assert.equal(await readFile(Buffer.concat([Buffer.from(`${folder}/out/`), name]), 'utf8'), 'hi');
    assert.equal((await stat(join(folder, 'out', 'plain.txt'))).mode & 0o777, 0o644 & ~process.umask());
  });

  it('lead nowhere else when they are unpacked', async () => {
    for (const [at, name] of ['../up', 'a/../../up', '/tmp/up'].entries()) {
      const tar = join(folder, `${at}.tar`);
      await writeFile(
        tar,
        execFileSync('python3', ['-c', pythonTar, 'PAX_FORMAT', Buffer.from(name).toString('hex')]),
      );
      await mkdir(join(folder, `out${at}`));
      await assert.rejects(unpackTar(tar, join(folder, `out${at}`)), /leads out of the folder/);
      assert.deepEqual(await readdir(join(folder, `out${at}`)), []);
    }
  });

  it('are read in time that grows with them, whatever records say of their length', async () => {
    const records = Buffer.from('1'.repeat(20_000) + '3ab'.repeat(15_000));
    const tar = pack();
    tar.entry({ name: 'file', mtime: new Date(0) }, 'hi');
    tar.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of tar) chunks.push(chunk as Buffer);
    const header = Buffer.from(longNameBlocks('x').subarray(0, 512));
    header.write(records.length.toString(8).padStart(11, '0'), 124);
    header.write('x', 156);
    header.fill(' ', 148, 156);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const members = parseTar();
    const startedAt = performance.now();
    members.end(Buffer.concat([header, records, Buffer.alloc(512 - (records.length % 512)), ...chunks]));
    for await (const member of members) member.resume();
    assert.ok(performance.now() - startedAt < 2000);
  });
});
