import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LogTap } from '../../src/runtime/log-tap.ts';

describe('LogTap', () => {
  it('passes on exactly the first bytes, and says once that there were more', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.array(fc.string({ maxLength: 20 }), { maxLength: 10 }), (limit, writes) => {
        let kept = '';
        const calls: boolean[] = [];
        const tap = new LogTap(limit, (chunk, cut) => {
          kept += chunk.toString('latin1');
          calls.push(cut);
        });
        for (const text of writes) tap.write(Buffer.from(text, 'latin1'));
        const all = Buffer.from(writes.join(''), 'latin1').toString('latin1');
        assert.equal(kept, all.slice(0, limit));
        assert.equal(tap.cut, all.length > limit);
        assert.equal(calls.filter(Boolean).length, tap.cut ? 1 : 0);
        if (tap.cut) assert.equal(calls.at(-1), true);
      }),
    );
  });

  it('passes on as many lines as are not all too short', () => {
    let lines = 0;
    let cuts = 0;
    const tap = new LogTap(320_000, (chunk, cut) => {
      lines += chunk.toString().split('\n').length - 1;
      cuts += cut ? 1 : 0;
    });
    for (let write = 0; write < 30; write += 1) tap.write(Buffer.alloc(1000, '\n'));
    assert.deepEqual([lines, cuts, tap.cut], [10_000, 1, true]);
    const few = new LogTap(1, () => {});
    assert.equal(few.cut, false);
  });

  it('counts no mark at the beginning of a line, and everything else that looks like one', () => {
    const kept = (limit: number, ...writes: readonly string[]) => {
      let text = '';
      const tap = new LogTap(limit, (chunk) => {
        text += chunk.toString();
      });
      for (const write of writes) tap.write(Buffer.from(write));
      return { text, cut: tap.cut };
    };
    assert.deepEqual(kept(4, '\x1e1', '2\x1eab\n\x1e3\x1ec'), {
      text: '\x1e12\x1eab\n\x1e3\x1ec',
      cut: false,
    });
    assert.deepEqual(kept(3, '\x1e12\x1eab\n\x1e3\x1ec'), { text: '\x1e12\x1eab\n\x1e3\x1e', cut: true });
    assert.deepEqual(kept(2, '\x1e3e\x1eab\n'), { text: '\x1e3e\x1eab', cut: true });
    const flood = '\x1e1\x1e'.repeat(1000);
    assert.equal(kept(100, flood).text.length, 103);
    assert.equal(kept(100, `\x1e${'1'.repeat(1000)}`).text.length, 118);
  });

  it('keeps the last lines', () => {
    const tap = new LogTap(1e6, () => {});
    for (let line = 1; line <= 2000; line += 1) tap.write(Buffer.from(`line ${line}\n`));
    assert.equal(tap.lastLines(2), 'line 1999\nline 2000');
    tap.write(Buffer.from('\x1e7\x1eabout one\n'));
    assert.equal(tap.lastLines(1), 'about one');
  });
});
