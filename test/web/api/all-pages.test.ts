import assert from 'node:assert/strict';
import { allPages } from '../../../web/src/api/all-pages.ts';

describe('a list that the page shows whole', () => {
  it('is asked for page by page, in their order', async () => {
    const pages = new Map<string | undefined, { items: number[]; next: string | null }>([
      [undefined, { items: [1, 2], next: 'b' }],
      ['b', { items: [3], next: 'c' }],
      ['c', { items: [4], next: null }],
    ]);
    const asked: object[] = [];
    const items = await allPages(async (query) => {
      asked.push(query);
      return pages.get(query.cursor)!;
    });
    assert.deepEqual(items, [1, 2, 3, 4]);
    assert.deepEqual(asked, [{ limit: 1000 }, { limit: 1000, cursor: 'b' }, { limit: 1000, cursor: 'c' }]);
  });
});
