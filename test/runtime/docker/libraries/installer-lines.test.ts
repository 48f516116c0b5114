import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import {
  boundedLines,
  readInstallerLine,
  TooMuchOutputError,
} from '../../../../src/runtime/docker/libraries/installer-lines.ts';

async function linesOf(chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of boundedLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk)))))
    lines.push(line);
  return lines;
}

describe('lines of the installer', () => {
  it('are the same however they are cut', async () => {
    const text = '{"a":1}\r\nérreur\r\n\nlast';
    for (let at = 0; at <= Buffer.byteLength(text); at++) {
      const bytes = Buffer.from(text);
      assert.deepEqual(await linesOf([bytes.subarray(0, at), bytes.subarray(at)]), [
        '{"a":1}',
        'érreur',
        '',
        'last',
      ]);
    }
  });

  it('are not kept without end', async () => {
    const chunk = 'x'.repeat(1024 * 1024);
    await assert.rejects(linesOf(Array(3).fill(chunk)), TooMuchOutputError);
    await assert.rejects(linesOf(Array(17).fill(`${chunk}\n`)), TooMuchOutputError);
  });

  it('are read whole or not at all', () => {
    const good = {
      name: 'a-b',
      version: '1.0+x',
      sha256: 'a'.repeat(64),
      scheme: 'https',
      host: 'h',
      path: '',
      direct: false,
    };
    const line = (...distributions: unknown[]) =>
      readInstallerLine(JSON.stringify({ type: 'resolved', distributions }));
    assert.deepEqual(line(good), { type: 'resolved', distributions: [good] });
    for (const change of [
      { name: 'A' },
      { name: 'a,b' },
      { version: '1 0' },
      { version: '' },
      { sha256: 'A'.repeat(64) },
      { sha256: '' },
    ])
      assert.equal(line(good, { ...good, ...change }), null, JSON.stringify(change));
    assert.equal(line('a'), null);
    // Where it is not said, it counts as asked for by address, which is refused.
    const { direct: _, ...unsaid } = good;
    assert.deepEqual(line(unsaid), { type: 'resolved', distributions: [{ ...good, direct: true }] });
  });

  it('show their text inert', () => {
    assert.deepEqual(
      readInstallerLine(JSON.stringify({ type: 'progress', text: `\x1b[2J${'x'.repeat(500)}` })),
      {
        type: 'progress',
        text: `\\x1b[2J${'x'.repeat(196)}`,
      },
    );
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        readInstallerLine(text);
      }),
    );
    const type = fc.constantFrom('progress', 'defaults', 'resolved', 'installed', 'failed');
    fc.assert(
      fc.property(
        type,
        fc.dictionary(fc.constantFrom('text', 'hosts', 'distributions', 'errors', 'unfit'), fc.jsonValue()),
        (kind, rest) => {
          readInstallerLine(JSON.stringify({ ...rest, type: kind }));
        },
      ),
    );
  });
});
