import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { runButcher } from '../../helpers/run-butcher.ts';

/** Templates on data as it really is: each result is held against what is worked out here. */
describe('the templates of butcher init', () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-templates-'));
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  /** Makes a package of the template, runs it over data and returns a file of its results. */
  async function run(template: string, data: string | Buffer, result: string): Promise<string> {
    const folder = await mkdtemp(join(cwd, `${template}-`));
    const place = { cwd: folder, env: { BUTCHER_HOME: join(cwd, 'home') } };
    if (Buffer.isBuffer(data)) await writeFile(join(folder, 'data'), data);
    const path = Buffer.isBuffer(data) ? 'data' : data;
    assert.equal((await runButcher(['init', 'made', '--template', template], place)).exitCode, 0);
    const { exitCode, stderr } = await runButcher(
      ['run', 'made', '--data', path, '--out', 'out', '--runtime', 'process', '--quiet'],
      place,
    );
    assert.equal(exitCode, 0, stderr);
    return readFile(join(folder, 'out', result), 'latin1');
  }

  async function rows(template: string, data: string | Buffer, result: string): Promise<string[]> {
    return (await run(template, data, result)).trimEnd().split('\r\n').slice(1);
  }

  describe('csv', () => {
    it('takes a record with line ends in its cells as one, wherever fragments are cut', async () => {
      const plain = Array.from({ length: 60_000 }, (_, index) => `${index},1,some words that fill the row`);
      const quoted = Array.from({ length: 2000 }, (_, index) => `${index},1,"two\nlines,999999,fake\r\n1,2"`);
      const table = ['id,value,comment', ...plain, ...quoted, ...plain, ''].join('\n');
      assert.equal((await rows('csv', Buffer.from(table), 'averages.csv'))[1], 'value,122000,1.0,0,0');
    });

    it('leaves a byte order mark out, finds the separator, and keeps bytes that are not UTF-8', async () => {
      const table = Buffer.from('\xef\xbb\xbfh\xe9;"b;c"\r\n1.5;x\r\n2.5;2\r\n', 'latin1');
      assert.deepEqual(await rows('csv', table, 'averages.csv'), ['h\xe9,2,2.0,0,0', 'b;c,1,2.0,0,1']);
    });

    it('counts what is no number, and does not mix up columns of one name', async () => {
      const table = 'a,a,b\n1,10,x\n,20,\nnan,30,1_000\n3,inf,-\n\n5\n6,7,8,9\n';
      assert.deepEqual(await rows('csv', Buffer.from(table), 'averages.csv'), [
        'a,4,3.75,1,1',
        'a,4,16.75,0,1',
        'b,1,8.0,1,3',
      ]);
    });

    it('adds up without losing what is small', async () => {
      const table = `v\n1e16\n${'1\n'.repeat(1000)}-1e16\n`;
      assert.deepEqual(await rows('csv', Buffer.from(table), 'averages.csv'), [`v,1002,${1000 / 1002},0,0`]);
    });

    it('is content with a header alone and with nothing', async () => {
      for (const table of ['a,b\n', ''])
        assert.deepEqual(await rows('csv', Buffer.from(table), 'averages.csv'), []);
    });
  });

  describe('folder', () => {
    it('takes every regular file once, whatever it is called, large ones in pieces', async () => {
      const folder = await mkdtemp(join(cwd, 'many-'));
      await mkdir(join(folder, 'sub', 'deeper'), { recursive: true });
      const large = Buffer.alloc(9 * 1024 * 1024, 'line of text\n');
      const files: readonly [name: Buffer, content: Buffer][] = [
        [Buffer.from('a b,"c".txt'), Buffer.from('one\ntwo')],
        [Buffer.from('caf\u00e9'), Buffer.from('x\n')],
        [Buffer.from('empty'), Buffer.alloc(0)],
        [Buffer.from('large'), large],
        [Buffer.from('sub/deeper/zero'), Buffer.from([0, 0, 10, 0])],
      ];
      for (const [name, content] of files)
        await writeFile(Buffer.concat([Buffer.from(`${folder}/`), name]), content);
      await symlink('/nowhere', join(folder, 'dangling'));
      const hex = (bytes: Buffer) => crc32(bytes).toString(16).padStart(8, '0');
      const pieces = [0, 1, 2].map((index) =>
        hex(large.subarray(index * 4 * 2 ** 20, (index + 1) * 4 * 2 ** 20)),
      );
      assert.deepEqual(await rows('folder', folder, 'files.csv'), [
        `"a b,""c"".txt",7,2,1,${hex(Buffer.from('one\ntwo'))}`,
        `caf\xc3\xa9,2,1,1,${hex(Buffer.from('x\n'))}`,
        'empty,0,0,1,00000000',
        `large,${large.length},${Math.ceil(large.length / 13)},3,${pieces.join(' ')}`,
        `sub/deeper/zero,4,2,1,${hex(Buffer.from([0, 0, 10, 0]))}`,
      ]);
    });
  });

  describe('gz-lines', () => {
    it('reads members one after the other, plain files beside them, and lines without an end', async () => {
      const folder = await mkdtemp(join(cwd, 'logs-'));
      const day = (date: string, count: number) => `${date} 10:00 GET /\n`.repeat(count);
      await writeFile(
        join(folder, 'a.log.gz'),
        Buffer.concat([gzipSync(day('2025-03-14', 90_000)), gzipSync('2025-03-15 cut')]),
      );
      await writeFile(join(folder, 'b.log'), `2025-03-15 plain\r\nno date\n2025-03-150 is none\n`);
      await writeFile(join(folder, 'c.gz'), '');
      const expected = ['2025-03-14,90000', '2025-03-15,2', 'no day,2'];
      assert.deepEqual(await rows('gz-lines', folder, 'days.csv'), expected);
      assert.deepEqual(await rows('gz-lines', join(folder, 'a.log.gz'), 'days.csv'), [
        '2025-03-14,90000',
        '2025-03-15,1',
      ]);
    });
  });
});
