import assert from 'node:assert/strict';
import { type LogLine, LogLines } from '../../../src/jobs/containers/log-lines.ts';

describe('LogLines', () => {
  function lines(chunks: readonly string[]): string[] {
    const seen: string[] = [];
    const log = new LogLines((lines) => seen.push(...Array.from(lines, ({ text }) => text)));
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
    const waiting: Iterator<LogLine>[] = [];
    const log = new LogLines((lines) => waiting.push(lines[Symbol.iterator]()));
    for (const chunk of ['one\ntw', 'o\nthree']) log.push(Buffer.from(chunk));
    log.end();
    const read = waiting.flatMap((lines) => {
      const seen: string[] = [];
      for (let next = lines.next(); next.done !== true; next = lines.next()) seen.push(next.value.text);
      return seen;
    });
    assert.deepEqual(read, ['one', 'two', 'three']);
  });

  it('tells the fragment that a line’s mark names, also of a line in pieces, and leaves marks out', () => {
    const seen: LogLine[] = [];
    const log = new LogLines((lines) => seen.push(...lines));
    const long = 'x'.repeat(10_000);
    for (const chunk of [
      `\x1e`,
      `12\x1eone\r\ntwo \x1e3\x1e\n\x1e4e\x1e${long}\nthree\n`,
      '\x1ee\x1efour\n',
      '\x1e5\x1e',
    ])
      log.push(Buffer.from(chunk));
    log.end();
    assert.deepEqual(seen, [
      { text: 'one', fragment: 12, ofStderr: false },
      { text: 'two ', fragment: 3, ofStderr: false },
      { text: long.slice(0, 8188), fragment: 4, ofStderr: true },
      { text: long.slice(8188), fragment: 4, ofStderr: true },
      { text: 'three', fragment: null, ofStderr: false },
      { text: 'four', fragment: null, ofStderr: true },
    ]);
    assert.match(log.lastWords, /xx\nthree\nfour\n$/);
  });

  it('takes for a mark only what is one', () => {
    for (const text of [
      '\x1e',
      '\x1e\x1e',
      '\x1ea\x1e',
      '\x1e-1\x1e',
      '\x1ee1\x1e',
      '\x1e1ee\x1e',
      '\x1e12345678901234567\x1e',
    ])
      assert.deepEqual(lines([`${text}x\n`]), [`${text}x`]);
    assert.deepEqual(lines(['\x1e0\x1ex\n']), ['x']);
  });

  it('tells what was printed until a fragment failed once both streams have said so, wherever chunks end', async () => {
    for (const size of [1, 7, 1000]) {
      const seen: string[] = [];
      const log = new LogLines((lines) => seen.push(...Array.from(lines, ({ text }) => text)));
      const text = Buffer.from('\x1e6\x1eabout to\n\x1e6f\x1e\n\x1e6e\x1efail\n\x1e6f\x1e\n\x1e7\x1enext\n');
      const early = log.wordsOf(6);
      for (let at = 0; at < text.length; at += size) log.push(text.subarray(at, at + size));
      assert.equal(await early, 'about to\nfail\n');
      assert.deepEqual(seen, ['about to', 'fail', 'next']);
      assert.equal(log.lastWords, 'about to\nfail\nnext\n');
    }
  });

  it('tells it, too, where it is asked late, or the log ends first', async () => {
    const log = new LogLines(() => {});
    for (let number = 1; number <= 100; number += 1) log.push(Buffer.from(`\x1e${number}f\x1e\n`.repeat(2)));
    log.push(Buffer.from('\x1e101\x1eabout to\n\x1e101f\x1e\n\x1e101f\x1e\nnext\n'));
    assert.equal(await log.wordsOf(101), 'about to\n');
    const never = log.wordsOf(1);
    log.push(Buffer.from('and'));
    log.end();
    assert.match(await never, /next\nand$/);
    assert.match(await log.wordsOf(102), /next\nand$/);
  });

  it('takes little longer for marks that user code forges than for lines', () => {
    const least = (line: (number: number) => string) => {
      const chunk = Buffer.from(Array.from({ length: 10_000 }, (_, number) => line(number)).join(''));
      const took = Array.from({ length: 3 }, () => {
        const log = new LogLines((lines) => Array.from(lines));
        const began = performance.now();
        log.push(chunk);
        return performance.now() - began;
      });
      return Math.min(...took);
    };
    const plain = least(() => 'x\n');
    for (const forged of [
      () => '\x1e7f\x1e\n',
      (number: number) => `\x1e${number}f\x1e\n`,
      (number: number) => `x\x1e${number}f\x1e\n`,
    ]) {
      const times = least(forged) / plain;
      assert.ok(times < 30, `${times} times as long`);
    }
  });

  it('remembers the last words, whole line or not', () => {
    const log = new LogLines(() => {});
    log.push(Buffer.from(`${'long ago\n'.repeat(2000)}Fatal Python error\nand`));
    assert.match(log.lastWords, /Fatal Python error\nand$/);
    assert.ok(log.lastWords.length < 6000);
  });
});
