import assert from 'node:assert/strict';
import {
  digestIn,
  lastUsedMs,
  layerName,
  readDistributions,
  usedName,
  writeDistributions,
} from '../../../../src/runtime/docker/libraries/layer-names.ts';
import { removeUnused } from '../../../../src/runtime/docker/libraries/sweep-layers.ts';

const dayMs = 24 * 3600 * 1000;
const nowMs = Date.parse('2026-06-15T12:00:00Z');

describe('names of layers', () => {
  it('tell the last use', () => {
    const layer = layerName('0123456789abcdef');
    const used = usedName(layer, nowMs);
    assert.equal(used, 'butcher-requirements:0123456789abcdef-used-2026-06-15T12-00-00');
    assert.equal(lastUsedMs([layer, used, usedName(layer, nowMs - 40 * dayMs)]), nowMs);
    assert.equal(lastUsedMs([layer]), null);
    const byDay = 'butcher-requirements:0123456789abcdef-used-2026-06-15';
    assert.equal(lastUsedMs([byDay]), Date.parse('2026-06-16T00:00:00Z'), 'as earlier versions wrote it');
    assert.equal(digestIn([byDay, `localhost/${layer}`]), '0123456789abcdef');
    assert.equal(digestIn([used]), null);
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
  const layer = (digest: string, unusedDays: number, bytes = 10) => ({
    id: digest,
    digest,
    names: [],
    bytes,
    usedAtMs: nowMs - unusedDays * dayMs,
  });
  const minute = 1 / (24 * 60);
  const layers = [
    layer('b', 29),
    layer('old', 31),
    layer('a', 29.5),
    layer('now', minute / 2),
    layer('c', 2 * minute),
  ];
  const all = Number.POSITIVE_INFINITY;

  async function gone(wish: { wanted?: number; most?: number; needed?: string; stuck?: string }) {
    const removed: string[] = [];
    const { layers: kept, freedBytes } = await removeUnused(
      layers,
      {
        ...{ nowMs, keepMs: 30 * dayMs },
        wantedBytes: wish.wanted ?? 0,
        mostBytes: wish.most ?? all,
        isInUse: (digest) => digest === wish.needed,
      },
      async ({ digest }) => {
        if (digest === wish.stuck) return false;
        removed.push(digest);
        return true;
      },
    );
    assert.equal(freedBytes, removed.length * 10);
    assert.deepEqual([...kept.map(({ digest }) => digest), ...removed].sort(), ['a', 'b', 'c', 'now', 'old']);
    return removed;
  }

  it('are those unused for thirty days', async () => {
    assert.deepEqual(await gone({}), ['old']);
  });

  it('are more where space is wanted, the longest unused first, and none that was looked up just now', async () => {
    assert.deepEqual(await gone({ wanted: 11 }), ['old', 'a']);
    assert.deepEqual(await gone({ wanted: 25 }), ['old', 'a', 'b']);
    assert.deepEqual(await gone({ wanted: all }), ['old', 'a', 'b', 'c']);
  });

  it('are more where all together are too many', async () => {
    assert.deepEqual(await gone({ most: 50 }), ['old']);
    assert.deepEqual(await gone({ most: 25 }), ['old', 'a', 'b']);
    assert.deepEqual(await gone({ most: 45, wanted: 15 }), ['old', 'a']);
  });

  it('are none that a job needs, nor one that cannot be removed, in whose place others go', async () => {
    assert.deepEqual(await gone({ needed: 'old' }), []);
    assert.deepEqual(await gone({ wanted: 11, needed: 'a' }), ['old', 'b']);
    assert.deepEqual(await gone({ wanted: 11, stuck: 'old' }), ['a', 'b']);
  });
});
