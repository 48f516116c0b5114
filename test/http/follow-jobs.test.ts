import assert from 'node:assert/strict';
import type { NumberedEvent } from '../../src/chief/chief.ts';
import type { LocalChief } from '../../src/chief/local-chief.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { granted, ServedChief } from '../helpers/served-chief.ts';
import { HttpFixture } from './http-fixture.ts';

interface Told {
  readonly counts?: Readonly<Record<string, number>>;
  readonly rows?: readonly { readonly id: string; readonly state: string; readonly account: string }[];
  readonly gone?: readonly string[];
}

describe('all jobs of an account', () => {
  let served: ServedChief;
  let http: HttpFixture<LocalChief>;
  before(async () => {
    served = await ServedChief.start({ programs: { short: sampleProgram('short', 3) } });
    http = await HttpFixture.over(served.chief, served.home);
  });
  after(async () => {
    await http.parts.app.close();
    await served.end();
  });
  /** Reads until what was told satisfies, and returns all that was. */
  const until = async (events: AsyncIterable<NumberedEvent>, enough: (told: Told) => boolean) => {
    const all: Told[] = [];
    for await (const { json } of events) {
      const told = JSON.parse(json) as Told;
      all.push(told);
      if (enough(told)) break;
    }
    return all;
  };

  it('are followed from their acceptance to their deletion, by nobody else', async () => {
    const ann = await served.account('ann');
    const bob = await served.account('bob');
    const over = new AbortController();
    const theirs = until(served.chief.followJobs(bob, null, over.signal), () => false);
    const mine = served.chief.followJobs(ann, null, over.signal);
    const iterator = mine[Symbol.asyncIterator]();
    assert.deepEqual(JSON.parse((await iterator.next()).value.json), { counts: {} });
    const { id } = await served.submit(ann, 'short');
    const rest = { [Symbol.asyncIterator]: () => iterator };
    const told: Told[] = [];
    let done = false;
    for (;;) {
      const event = JSON.parse((await iterator.next()).value.json) as Told;
      told.push(event);
      done ||= event.rows?.some((row) => row.state === 'done') === true;
      if (done && event.counts?.done === 1) break;
    }
    assert(told.every(({ rows = [] }) => rows.every((row) => row.id === id)));
    assert.equal(granted(await served.chief.deleteJob(ann, id)).kind, 'deleted');
    const end = await until(rest, ({ gone }) => gone !== undefined && gone.length > 0);
    assert.deepEqual(end.at(-1)!.gone, [id]);
    over.abort();
    assert.deepEqual(await theirs, [{ counts: {} }]);
    const foreign = await until(
      served.chief.followJobs(bob, 'ann', new AbortController().signal),
      () => false,
    );
    assert.deepEqual(foreign, []);
  });

  it('are told over HTTP, until the token holds no more', async () => {
    const asked = http.ask('bob', 'GET /api/v1/events');
    for (let turn = 0; turn < 50; turn += 1) await http.idle();
    const [token] = (await served.home.store.tokens.list('bob', { limit: 1 })).items;
    await served.home.store.tokens.revoke(token!.id, { actor: 'operator', atMs: 5 });
    http.parts.clock.advance(16_000);
    const answer = await asked;
    assert.equal(answer.statusCode, 200);
    assert.match(answer.body, /^retry: 2000\n\nid: now.1\nevent: counts\ndata: {"counts":{}}\n\n/);
  });
});
