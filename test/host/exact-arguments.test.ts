import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exactArguments } from '../../src/host/exact-arguments.ts';

describe('exactArguments', () => {
  const line = (...parts: readonly string[]) => Buffer.from(`${parts.join('\0')}\0`, 'latin1');

  it('gives back the bytes that Node lost, and leaves everything else', () => {
    const commandLine = () => line('node', '--flag', 'main.js', 'run', 'b\xff', 'caf\xc3\xa9', '');
    assert.deepEqual(exactArguments(['run', 'b\ufffd', 'café', ''], commandLine), [
      'run',
      'b\udcff',
      'café',
      '',
    ]);
  });

  it('leaves what cannot be looked up, or is not what was looked up', () => {
    const fails = () => assert.fail('not looked at');
    assert.deepEqual(exactArguments(['run', 'plain'], fails), ['run', 'plain']);
    assert.deepEqual(exactArguments(['b\ufffd'], fails), ['b\ufffd']);
    assert.deepEqual(
      exactArguments(['b\ufffd'], () => line('other')),
      ['b\ufffd'],
    );
    assert.deepEqual(
      exactArguments(['b\ufffd'], () => line('b\xef\xbf\xbd')),
      ['b\ufffd'],
    );
  });

  it('finds data of any name, in a folder of any name', async () => {
    const home = await mkdtemp(join(tmpdir(), 'butcher-arguments-'));
    try {
      const folder = Buffer.concat([Buffer.from(`${home}/f`), Buffer.from([0xfe])]);
      await mkdir(folder);
      await writeFile(Buffer.concat([folder, Buffer.from('/d'), Buffer.from([0xff])]), 'x');
      const script = 'cd "$1" && exec node --import "$TSX" "$2" run . --data f*/d* --out /dev/null/x.tar';
      const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
      const env = { ...process.env, NODE_OPTIONS: '', TSX: import.meta.resolve('tsx') };
      assert.throws(
        () =>
          execFileSync('bash', ['-c', script, '-', home, main], {
            env,
            stdio: 'pipe',
          }),
        // The data was found, since what is said is wrong with what comes after it.
        ({ stderr }: { stderr: Buffer }) => /x\.tar/.test(String(stderr)) && !/data/.test(String(stderr)),
      );
    } finally {
      await rm(home, { recursive: true });
    }
  });
});
