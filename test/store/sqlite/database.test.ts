import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskFullError } from '../../../src/store/disk-full-error.ts';
import { Database } from '../../../src/store/sqlite/database.ts';

describe('a SQLite database', () => {
  let folder: string;
  let opened: Database[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-sqlite-'));
  });
  afterEach(() => {
    for (const database of opened.splice(0)) database.close();
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const open = (name: string, schema: readonly string[]) => {
    const database = new Database(join(folder, name), schema);
    opened = [...opened, database];
    return database;
  };

  const first = 'CREATE TABLE things (name TEXT NOT NULL) STRICT';
  const second = "ALTER TABLE things ADD COLUMN color TEXT NOT NULL DEFAULT 'grey'";

  it('syncs every commit to a log before it counts', () => {
    const database = open('settings.db', [first]);
    assert.equal(database.first('PRAGMA journal_mode')?.journal_mode, 'wal');
    assert.equal(database.first('PRAGMA synchronous')?.synchronous, 2);
    assert.equal(database.first('PRAGMA foreign_keys')?.foreign_keys, 1);
    assert.equal(Number(database.first('PRAGMA busy_timeout')?.timeout) > 1000, true);
  });

  it('is brought up to date, once', () => {
    open('old.db', [first]).run("INSERT INTO things VALUES ('box')");
    for (const _ of ['at first', 'later'])
      assert.deepEqual(
        { ...open('old.db', [first, second]).first('SELECT * FROM things') },
        { name: 'box', color: 'grey' },
      );
    const versions = open('old.db', [first, second]).all('SELECT version FROM schema_version');
    assert.deepEqual(
      versions.map(({ version }) => version),
      [1, 2],
    );
  });

  it('is left alone where a newer version wrote it, and where a migration fails', () => {
    open('new.db', [first, second]);
    assert.throws(() => open('new.db', [first]), /newer version of Butcher/);
    open('half.db', [first]);
    assert.throws(
      () => open('half.db', [first, `${second}; CREATE TABLE things (x TEXT)`]),
      /already exists/,
    );
    assert.deepEqual(Object.keys(open('half.db', [first]).first('SELECT count(*) AS n FROM things') ?? {}), [
      'n',
    ]);
    assert.equal(open('half.db', [first, second]).all('PRAGMA table_info(things)').length, 2);
  });

  it('undoes a transaction that throws', () => {
    const database = open('undo.db', [first]);
    const failing = () =>
      database.transact(() => {
        database.run("INSERT INTO things VALUES ('box')");
        throw new Error('stop');
      });
    assert.throws(failing, /stop/);
    assert.equal(database.first('SELECT * FROM things'), null);
    database.transact(() => database.run("INSERT INTO things VALUES ('bag')"));
    assert.equal(database.all('SELECT * FROM things').length, 1);
  });

  it('says that the disk is full, and has changed nothing', () => {
    const database = open('full.db', [first]);
    database.run("INSERT INTO things VALUES ('box')");
    const { page_count: pages } = database.first('PRAGMA page_count') ?? {};
    database.first(`PRAGMA max_page_count = ${pages}`);
    const long = 'x'.repeat(100_000);
    assert.throws(() => database.run('INSERT INTO things VALUES (?)', long), DiskFullError);
    const inTransaction = () =>
      database.transact(() => {
        database.run("UPDATE things SET name = 'bag'");
        database.run('INSERT INTO things VALUES (?)', long);
      });
    assert.throws(inTransaction, DiskFullError);
    assert.deepEqual(
      database.all('SELECT * FROM things').map(({ name }) => name),
      ['box'],
    );
    database.first('PRAGMA max_page_count = 10000');
    database.transact(() => database.run('INSERT INTO things VALUES (?)', long));
  });

  it('leaves nothing in its files of what was deleted, once they are checkpointed', async () => {
    const database = open('secret.db', [first]);
    const secret = 'the philosopher’s stone';
    const files = ['secret.db', 'secret.db-wal'].map((name) => join(folder, name));
    const holders = async () => {
      const contents = await Promise.all(files.map((file) => readFile(file)));
      return contents.filter((content) => content.includes(secret)).length;
    };
    database.transact(() => {
      for (let n = 0; n < 200; n++) database.run('INSERT INTO things VALUES (?)', `${secret} ${n}`);
    });
    database.run('UPDATE things SET name = ? WHERE rowid = 7', `${secret} again ${'x'.repeat(9000)}`);
    assert((await holders()) > 0);
    database.run('DELETE FROM things');
    assert((await holders()) > 0, 'the log still has it');
    database.checkpoint();
    assert.equal(await holders(), 0);
  });
});
