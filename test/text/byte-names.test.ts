import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { bytesOfName, exactPath, isUtf8Name, nameOfBytes } from '../../src/text/byte-names.ts';
import { inertLine } from '../../src/text/inert-text.ts';

describe('names as texts that have all of their bytes', () => {
  it('are what they read as where they are UTF-8', () => {
    for (const text of ['', 'plain', 'é€𝄞', 'line\nbreak', '\ufffd']) {
      assert.equal(nameOfBytes(Buffer.from(text)), text);
      assert.deepEqual(bytesOfName(text), Buffer.from(text));
      assert.equal(exactPath(text), text);
      assert.equal(isUtf8Name(text), true);
    }
  });

  it('are what Python’s surrogateescape makes of other bytes', () => {
    const cases: readonly (readonly [hex: string, name: string])[] = [
      ['ff', '\udcff'],
      ['61c3', 'a\udcc3'],
      ['e282', '\udce2\udc82'],
      ['e282ac80', '€\udc80'],
      ['c3a9ffc3a9', 'é\udcffé'],
      ['eda080', '\udced\udca0\udc80'],
      ['f4908080', '\udcf4\udc90\udc80\udc80'],
    ];
    for (const [hex, name] of cases) {
      assert.equal(nameOfBytes(Buffer.from(hex, 'hex')), name, hex);
      assert.equal(bytesOfName(name).toString('hex'), hex);
      assert.deepEqual(exactPath(name), Buffer.from(hex, 'hex'));
      assert.equal(isUtf8Name(name), false);
    }
  });

  it('come back from any bytes, through JSON too', () => {
    for (let length = 0; length < 300; length += 1) {
      const bytes = randomBytes(length);
      const name = JSON.parse(JSON.stringify(nameOfBytes(bytes))) as string;
      assert.deepEqual(bytesOfName(name), bytes, bytes.toString('hex'));
    }
  });

  it('are shown byte by byte where they are no text', () => {
    assert.equal(inertLine(nameOfBytes(Buffer.from('62ff', 'hex'))), 'b\\xff');
  });
});
