import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type LogFilter, logLines } from '../../../src/chief/service/log-lines.ts';

describe('logLines', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-log-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const found = async (lines: readonly string[], filter: LogFilter) => {
    const path = join(folder, 'log.jsonl');
    await writeFile(path, lines.map((line) => `${line}\n`).join(''));
    const texts: string[] = [];
    for await (const text of logLines({ path, bytes: (await stat(path)).size }, filter)) texts.push(text);
    return texts.join('').split('\n').slice(0, -1);
  };
  const line = (n: number, length = 0) =>
    JSON.stringify({
      ...(n % 5 === 0 && { stream: 'stderr' }),
      ...{ atMs: n, role: n % 2 === 0 ? 'worker' : 'merger', worker: (n % 3) + 1, fragment: n },
      text: `Line ${n}${'é'.repeat(length)}`,
    });

  it('finds the same from either end, whatever the length of lines and where blocks end', async () => {
    const lengths = fc.array(fc.constantFrom(0, 7, 400, 8000), { minLength: 1, maxLength: 150 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1, max: 40 }), async (sizes, tail) => {
        const lines = sizes.map((length, index) => line(index, length));
        const workers = lines.filter((_, index) => index % 2 === 0);
        assert.deepEqual(await found(lines, { role: 'worker' }), workers);
        assert.deepEqual(await found(lines, { role: 'worker', tail }), workers.slice(-tail));
      }),
      { numRuns: 25 },
    );
  });

  it('asks for role, worker, fragment, time and text, and passes over what is no line', async () => {
    const lines = [...Array.from({ length: 30 }, (_, n) => line(n)), 'no json', '7', '{"text": 3}'];
    assert.deepEqual(await found(lines, { fragment: 17 }), [line(17)]);
    assert.deepEqual(await found(lines, { sinceMs: 28 }), [line(28), line(29)]);
    assert.deepEqual(await found(lines, { sinceMs: 28, tail: 9 }), [line(28), line(29)]);
    assert.deepEqual(await found(lines, { text: 'LINE 2', worker: 3, tail: 2 }), [line(26), line(29)]);
    assert.deepEqual(await found(lines, { untilMs: 2 }), [line(0), line(1)]);
    assert.deepEqual(await found(lines, { sinceMs: 3, untilMs: 6, tail: 2 }), [line(4), line(5)]);
    assert.deepEqual(await found(lines, { stream: 'stderr', untilMs: 11 }), [line(0), line(5), line(10)]);
    assert.deepEqual(
      await found(lines, { stream: 'stdout', sinceMs: 24 }),
      [24, 26, 27, 28, 29].map((n) => line(n)),
    );
    assert.deepEqual(await found([], { tail: 3 }), []);
  });

  it('gives no more than a few megabytes of last lines', async () => {
    const lines = Array.from({ length: 1000 }, (_, n) => line(n, 8000));
    const last = await found(lines, { tail: 1000 });
    assert(last.length > 100 && last.length < 1000);
    assert.equal(last.at(-1), lines.at(-1));
  });
});
