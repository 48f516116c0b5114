import assert from 'node:assert/strict';
import { Database } from '../../../src/store/sqlite/database.ts';
import { pageOfJobs } from '../../../src/store/sqlite/page-of-jobs.ts';

describe('a page of jobs', () => {
  it('looks through no more jobs than may be at once, and says where to go on', () => {
    const database = new Database(':memory:');
    try {
      database.run("INSERT INTO accounts (name, admin, created_at) VALUES ('ann', 0, 1)");
      database.run(`
        INSERT INTO jobs (id, account, name, state, package, options, created_at)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000)
        SELECT 'j' || i, 'ann', CASE WHEN i = 1 THEN 'needle' ELSE 'hay' END, 'done', 'p', '{}', i FROM n`);
      const ask = (before?: number) =>
        pageOfJobs(database, {
          ...{ whose: 'account = ?', values: ['ann'], filter: { text: 'NEEDLE' } },
          page: { limit: 5, ...(before !== undefined && { before }) },
        });
      const first = ask();
      assert.deepEqual(first, { items: [], next: 25_001 });
      const second = ask(25_001);
      assert.deepEqual(second, { items: [], next: 5001 });
      const third = ask(5001);
      assert.deepEqual([third.items.map(({ id }) => id), third.next], [['j1'], null]);
    } finally {
      database.close();
    }
  });
});
