import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { shownBytes } from '../../src/text/shown-bytes.ts';

describe('shownBytes', () => {
  it('shows every byte as a literal that Python reads', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const shown = shownBytes(all, 256, 4096);
    const hex = execFileSync('python3', ['-c', `print(${shown}.hex())`], { encoding: 'utf8' });
    assert.equal(hex.trim(), all.toString('hex'));
    assert.match(shown, /^[ -~]+$/);
  });

  it('says where there is more', () => {
    assert.equal(shownBytes(Buffer.from('abcdef'), 6, 3), "b'abc'…");
    assert.equal(shownBytes(Buffer.from('abc'), 9, 56), "b'abc'…");
    assert.equal(shownBytes(Buffer.alloc(0), 0, 56), "b''");
  });
});
