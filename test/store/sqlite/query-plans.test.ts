import assert from 'node:assert/strict';
import { isOverQuota, SqliteAccounts } from '../../../src/store/sqlite/accounts.ts';
import { SqliteAudit } from '../../../src/store/sqlite/audit.ts';
import { Database, type Row, type Value } from '../../../src/store/sqlite/database.ts';
import { SqliteDatasets } from '../../../src/store/sqlite/datasets.ts';
import { SqliteIncidents } from '../../../src/store/sqlite/incidents.ts';
import { SqliteJobs } from '../../../src/store/sqlite/jobs.ts';
import { SqlitePackages } from '../../../src/store/sqlite/packages.ts';
import { SqliteTokens } from '../../../src/store/sqlite/tokens.ts';
import { SqliteWebhooks } from '../../../src/store/sqlite/webhooks.ts';

const page = { limit: 10 };
const bounds = { overall: 10, perAccount: 10 };

/** Remembers what it was asked. */
class HeardDatabase extends Database {
  /** Undefined while the schema is made. */
  readonly heard: { readonly sql: string; readonly values: readonly Value[] }[] | undefined = [];

  override first(sql: string, ...values: readonly Value[]): Row | null {
    this.heard?.push({ sql, values });
    return super.first(sql, ...values);
  }

  override all(sql: string, ...values: readonly Value[]): readonly Row[] {
    this.heard?.push({ sql, values });
    return super.all(sql, ...values);
  }

  override run(sql: string, ...values: readonly Value[]): number {
    this.heard?.push({ sql, values });
    return super.run(sql, ...values);
  }

  /** How SQLite goes about what was asked, a line for each step. */
  plans(): string[] {
    const heard = this.heard?.splice(0) ?? [];
    return heard.flatMap(({ sql, values }) =>
      super.all(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => String(detail)),
    );
  }
}

/** What is asked for one account, which must not cost the more the more others have. */
const asked: Readonly<Record<string, (database: Database) => unknown>> = {
  'the use of space': (database) => new SqliteAccounts(database).usage('ann'),
  'whether a quota is kept': (database) => isOverQuota(database, 'ann', 1, 10),
  'an account': (database) => new SqliteAccounts(database).find('ann'),
  'numbers of jobs': (database) => new SqliteJobs(database).counts('ann'),
  jobs: (database) => new SqliteJobs(database).list({ owner: 'ann', ...page }),
  'jobs in a state': (database) => new SqliteJobs(database).list({ owner: 'ann', states: ['done'], ...page }),
  'a job': (database) => new SqliteJobs(database).find('id', 'ann'),
  'a job that is accepted': (database) =>
    new SqliteJobs(database).accept(
      {
        ...{ id: 'id', account: 'ann', name: 'job', package: 'sha256:a', dataset: null, createdAtMs: 1 },
        options: {} as never,
      },
      bounds,
    ),
  packages: (database) => new SqlitePackages(database).list('ann', page),
  'a package': (database) => new SqlitePackages(database).find('sha256:a', 'ann'),
  datasets: (database) => new SqliteDatasets(database).list('ann', page),
  'a dataset': (database) => new SqliteDatasets(database).find('id', 'ann'),
  'the audit trail': (database) => new SqliteAudit(database).list('ann', page),
  'the webhook': (database) => new SqliteWebhooks(database).find('ann'),
  'deliveries of the webhook': (database) => new SqliteWebhooks(database).deliveries('ann', page),
  strikes: (database) => new SqliteIncidents(database).strikes('ann', page),
  'a page of accounts': (database) => new SqliteAccounts(database).page({ limit: 10, after: 'ann' }),
  tokens: (database) => new SqliteTokens(database).list('ann', page),
};

describe('what is asked of the store for one account', () => {
  let database: HeardDatabase;
  beforeEach(async () => {
    database = new HeardDatabase(':memory:');
    await new SqliteAccounts(database).create({ name: 'ann', admin: false }, { actor: 'chief', atMs: 1 });
    database.plans();
  });
  afterEach(() => database.close());

  for (const [what, ask] of Object.entries(asked))
    it(`is looked up in an index: ${what}`, async () => {
      await ask(database);
      const plans = database.plans();
      assert.ok(plans.length > 0);
      // A subquery's own rows are what was looked up before; those of `json_each` are our own list.
      const scans = plans.filter((step) => /^SCAN (?!\(?subquery|json_each|CONSTANT)/.test(step));
      assert.deepEqual(scans, [], plans.join('\n'));
    });

  /** Filters of the audit trail, each alone, and the index that finds what they want. */
  for (const [filter, index] of [
    [{ actor: 'root' }, 'audit_by_actor'],
    [{ action: 'strike' }, 'audit_by_action'],
    [{ subject: 'abc' }, 'audit_by_subject'],
    [{ sinceMs: 1 }, 'audit_by_time'],
    [{ untilMs: 9 }, 'audit_by_time'],
    [{ actor: 'root', sinceMs: 1, untilMs: 9 }, 'audit_by_actor'],
  ] as const)
    it(`finds rows of the audit trail in an index: ${Object.keys(filter).join(', ')}`, async () => {
      await new SqliteAudit(database).list(null, page, filter);
      const steps = database.plans().filter((step) => / audit /.test(step));
      for (const step of steps) assert.match(step, new RegExp(`SEARCH audit USING .*INDEX ${index} `));
      assert(steps.length > 0);
    });

  it('goes from the newest row of the audit trail on where a span of time has many', async () => {
    const audit = new SqliteAudit(database);
    for (let atMs = 0; atMs < 6000; atMs += 1)
      await audit.add({ actor: 'root', atMs, account: null, action: 'strike', subject: null, detail: '' });
    database.plans();
    const { items } = await audit.list(null, page, { untilMs: 5500 });
    assert.deepEqual([items[0]?.atMs, items.length], [5499, 10]);
    assert.match(database.plans().join('\n'), /SEARCH audit USING INTEGER PRIMARY KEY/);
    const few = await audit.list(null, page, { sinceMs: 1000, untilMs: 1005 });
    assert.deepEqual(
      few.items.map(({ atMs }) => atMs),
      [1004, 1003, 1002, 1001, 1000],
    );
  });

  it('counts the notes about an account among those alone', async () => {
    await new SqliteAccounts(database).usage('ann');
    assert(database.plans().some((step) => /SEARCH audit USING .*INDEX audit_notes /.test(step)));
  });

  it('finds tokens that have ended in an index', async () => {
    await new SqliteTokens(database).countEnded(9);
    assert.match(database.plans().join('\n'), /SEARCH tokens USING .*INDEX tokens_by_end /);
  });

  it('finds what is to be told now in an index', async () => {
    await new SqliteWebhooks(database).due(9, 2);
    assert.match(database.plans().join('\n'), /SEARCH deliveries USING COVERING INDEX deliveries_due /);
  });

  it('finds deliveries that are to be forgotten in an index', async () => {
    await new SqliteWebhooks(database).forgetBefore(9, 2);
    const plans = database.plans().join('\n');
    assert.match(plans, /SEARCH deliveries USING INDEX deliveries_by_time /);
    assert.doesNotMatch(plans, /SCAN deliveries|TEMP B-TREE/);
  });

  it('sums up the space of its jobs without reading their reports', async () => {
    await new SqliteAccounts(database).usage('ann');
    assert.ok(database.plans().some((step) => /SEARCH jobs USING COVERING INDEX/.test(step)));
  });
});
