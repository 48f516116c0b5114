import assert from 'node:assert/strict';
import { LogLines } from '../../../src/jobs/containers/log-lines.ts';

describe('LogLines', () => {
  function lines(chunks: readonly string[]): string[] {
    const seen: string[] = [];
    const log = new LogLines((lines) => seen.push(...lines));
    for (const chunk of chunks) log.push(Buffer.from(chunk));
    log.end();
    return seen;
  }

  it('cuts at newlines, wherever chunks end, and keeps the unfinished last line', () => {
    assert.deepEqual(lines(['on', 'e\ntwo\r\n', '\nthr', 'ee']), ['one', 'two', '', 'three']);
  });

  it('hands a line without end on in pieces', () => {
    const seen = lines(['x'.repeat(20_000), '\ny\n']);
    assert.equal(seen.join(''), `${'x'.repeat(20_000)}y`);
    assert.ok(seen.every((line) => line.length <= 8192));
  });

  it('cuts no line before it is read', () => {
    const waiting: Iterator<string>[] = [];
    const log = new LogLines((lines) => waiting.push(lines[Symbol.iterator]()));
    for (const chunk of ['one\ntw', 'o\nthree']) log.push(Buffer.from(chunk));
    log.end();
    const read = waiting.flatMap((lines) => {
      const seen: unknown[] = [];
      for (let next = lines.next(); next.done !== true; next = lines.next()) seen.push(next.value);
      return seen;
    });
    assert.deepEqual(read, ['one', 'two', 'three']);
  });

  it('remembers the last words, whole line or not', () => {
    const log = new LogLines(() => {});
    log.push(Buffer.from(`${'long ago\n'.repeat(2000)}Fatal Python error\nand`));
    assert.match(log.lastWords, /Fatal Python error\nand$/);
    assert.ok(log.lastWords.length < 6000);
  });
});
