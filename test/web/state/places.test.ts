import assert from 'node:assert/strict';
import { away } from '../../../web/src/api/problem.ts';
import { hashOf, placeOf } from '../../../web/src/state/route.ts';
import { Session } from '../../../web/src/state/session.ts';

describe('places in the page', () => {
  it('are what their addresses say, whatever is in the words', () => {
    for (const words of [[], ['jobs', 'a b/c?d#e%'], ['stored', 'sha256:0', 'dir/é.py']]) {
      const place = placeOf(hashOf(words, { state: 'done,failed', none: '' }));
      assert.deepEqual(place, { words, query: { state: 'done,failed' } });
    }
  });

  it('are somewhere for any address', () => {
    assert.deepEqual(placeOf(''), { words: [], query: {} });
    assert.deepEqual(placeOf('#/%zz//x?').words, ['%zz', 'x']);
  });
});

describe('the session of a tab', () => {
  it('keeps its token until it is ended, and why it was', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const session = new Session(storage);
    assert.equal(session.token.value, null);
    session.begin('butcher_x');
    assert.equal(new Session(storage).token.value, 'butcher_x');
    session.end(away());
    assert.equal(session.shutOut.value?.code, 'away');
    assert.equal(kept.size, 0);
    session.begin('butcher_y');
    assert.equal(session.shutOut.value, null);
  });
});
