import assert from 'node:assert/strict';
import {
  lastUsedMs,
  layerName,
  readDistributions,
  usedName,
  writeDistributions,
} from '../../../../src/runtime/docker/libraries/layer-names.ts';
import { layersToRemove } from '../../../../src/runtime/docker/libraries/sweep-layers.ts';

const dayMs = 24 * 3600 * 1000;
const nowMs = Date.parse('2026-06-15T12:00:00Z');

describe('names of layers', () => {
  it('tell the last day of use', () => {
    const layer = layerName('0123456789abcdef');
    const used = usedName(layer, nowMs);
    assert.equal(used, 'butcher-requirements:0123456789abcdef-used-2026-06-15');
    assert.equal(
      lastUsedMs([layer, used, usedName(layer, nowMs - 40 * dayMs)]),
      Date.parse('2026-06-16T00:00:00Z'),
    );
    assert.equal(lastUsedMs([layer]), null);
  });

  it('carry what is in them, in characters that need no quoting', () => {
    const distributions = [
      { name: 'a-b', version: '1!2.0rc1.post2+local.1', sha256: 'ab'.repeat(32) },
      { name: 'c', version: '1', sha256: '0'.repeat(64) },
    ];
    const text = writeDistributions(distributions);
    assert.match(text, /^[A-Za-z0-9.!+_=@,-]+$/);
    assert.deepEqual(readDistributions(text), distributions);
    assert.deepEqual(readDistributions(''), []);
  });
});

describe('layers that go', () => {
  const layer = (id: string, unusedDays: number, bytes = 10) => ({
    id,
    names: [],
    bytes,
    usedAtMs: nowMs - unusedDays * dayMs,
  });
  const layers = [layer('b', 29), layer('old', 31), layer('a', 29.5), layer('today', 0), layer('c', 2)];
  const keep = { nowMs, keepMs: 30 * dayMs };
  const gone = (wantedBytes: number) => layersToRemove(layers, { ...keep, wantedBytes }).map(({ id }) => id);

  it('are those unused for thirty days', () => {
    assert.deepEqual(gone(0), ['old']);
  });

  it('are more where space is short, the longest unused first, and none that a job may be about to use', () => {
    assert.deepEqual(gone(11), ['old', 'a']);
    assert.deepEqual(gone(25), ['old', 'a', 'b']);
    assert.deepEqual(gone(Number.POSITIVE_INFINITY), ['old', 'a', 'b', 'c']);
  });
});
