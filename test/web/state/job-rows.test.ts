import assert from 'node:assert/strict';
import { everyJob, filterQuery, type JobRow, JobRows, matches } from '../../../web/src/state/job-rows.ts';

const hourMs = 3_600_000;

function row(id: string, createdAtMs: number, change: Partial<JobRow> = {}): JobRow {
  return { id, name: `job-${id}`, account: 'ann', state: 'running', createdAtMs, ...change } as JobRow;
}

describe('the rows of jobs', () => {
  const ids = (rows: JobRows) => rows.rows.value.map(({ id }) => id).join(' ');

  it('are newest first, each once, whatever order they come in', () => {
    const rows = new JobRows();
    rows.add([row('a', 1), row('c', 3)]);
    rows.add([row('b', 2), row('c', 3, { state: 'done' }), row('d', 3)]);
    assert.equal(ids(rows), 'd c b a');
    assert.equal(rows.row('c')?.state, 'done');
  });

  it('keep what is picked, until its row goes', () => {
    const rows = new JobRows();
    rows.add([row('a', 1), row('b', 2)]);
    rows.pick(['a', 'b'], true);
    rows.change([row('b', 2, { state: 'done' })], ['a'], everyJob, 0);
    assert.deepEqual([...rows.picked.value], ['b']);
    rows.pick(['b'], false);
    assert.equal(rows.picked.value.size, 0);
  });

  it('come and go with the filter', () => {
    const rows = new JobRows();
    const filter = { ...everyJob, states: ['running'] as const };
    rows.change([row('a', 1), row('b', 2, { state: 'queued' })], [], filter, 0);
    assert.equal(ids(rows), 'a');
    rows.change([row('a', 1, { state: 'done' }), row('b', 2)], [], filter, 0);
    assert.equal(ids(rows), 'b');
  });

  it('match by state, account, package, age and text', () => {
    const now = 100 * hourMs;
    const one = row('k3', now - 2 * hourMs, { name: 'Word-Count', package: 'sha256:1' });
    for (const [change, found] of [
      [{}, true],
      [{ states: ['done'] }, false],
      [{ account: 'bob' }, false],
      [{ package: 'sha256:2' }, false],
      [{ hours: 1 }, false],
      [{ hours: 3 }, true],
      [{ text: ' word' }, true],
      [{ text: 'K3' }, true],
      [{ text: 'other' }, false],
    ] as const)
      assert.equal(matches(one, { ...everyJob, ...change }, now), found, JSON.stringify(change));
  });

  it('are asked for by what the filter restricts, and nothing else', () => {
    assert.deepEqual(filterQuery(everyJob, 0), {});
    const filter = { ...everyJob, states: ['done', 'failed'], text: ' a ', hours: 1 } as const;
    assert.deepEqual(filterQuery(filter, 2 * hourMs + 1234), {
      state: 'done,failed',
      text: 'a',
      since: hourMs,
    });
  });
});
