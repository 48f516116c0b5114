import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { NumberedEvent } from '../../../src/chief/chief.ts';
import { eventStream } from '../../../src/http/download/event-stream.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { HttpFixture } from '../http-fixture.ts';

const events: readonly NumberedEvent[] = ['state', 'progress', 'report'].map((type, index) => ({
  id: `1-${index + 1}`,
  type,
  json: `{"type":"${type}"}`,
}));

describe('a stream of events', () => {
  let http: HttpFixture;
  let url: string;
  before(async () => {
    http = await HttpFixture.make();
    url = `/api/v1/jobs/${(await http.submit('ann')).id}/events`;
  });
  after(() => http.remove());

  it('tells them all with their ids and ends', async () => {
    http.chief.tell = async function* (after) {
      yield* events.slice(events.findIndex(({ id }) => id === after) + 1);
    };
    const { body, headers } = await http.ask('ann', `GET ${url}`);
    assert.equal(headers['content-type'], 'text/event-stream; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-store');
    const told = events.map(({ id, type, json }) => `id: ${id}\nevent: ${type}\ndata: ${json}\n\n`);
    assert.equal(body, `retry: 2000\n\n${told.join('')}`);
    const rest = await http.ask('ann', `GET ${url}`, { headers: { 'last-event-id': '1-2' } });
    assert.equal(rest.body, `retry: 2000\n\n${told[2]}`);
  });

  it('is 204 where all was told, so that a browser does not come again', async () => {
    http.chief.over = true;
    try {
      const { statusCode, body, headers } = await http.ask('ann', `GET ${url}`);
      assert.deepEqual([statusCode, body, headers['content-type']], [204, '', undefined]);
    } finally {
      http.chief.over = false;
    }
  });

  it('says that it is still there while nothing happens', async () => {
    const clock = new FakeClock();
    let go = () => {};
    const told = eventStream(
      (async function* () {
        await new Promise<void>((resolve) => {
          go = resolve;
        });
        yield events[0]!;
      })(),
      15_000,
      clock,
    );
    assert.equal((await told.next()).value, 'retry: 2000\n\n');
    for (let beat = 0; beat < 2; beat += 1) {
      const next = told.next();
      clock.advance(15_000);
      assert.equal((await next).value, ': still there\n\n');
    }
    const next = told.next();
    go();
    assert.match((await next).value ?? '', /^id: 1-1\n/);
    assert.equal((await told.next()).done, true);
  });

  it('is let go of when its reader has gone, and asks for no event ahead', async () => {
    let asked = 0;
    const ended = new Promise<void>((resolve) => {
      http.chief.tell = async function* (_after, signal) {
        try {
          for (;;) {
            asked += 1;
            yield { id: String(asked), type: 'log', json: JSON.stringify({ text: 'x'.repeat(100_000) }) };
          }
        } finally {
          assert(signal.aborted);
          resolve();
        }
      };
    });
    const address = await http.parts.app.listen({ host: '127.0.0.1', port: 0 });
    const leaving = new AbortController();
    const headers = http.bearer('ann');
    const answer = await fetch(address + url, { headers, signal: leaving.signal });
    const reader = answer.body!.getReader();
    await reader.read();
    // The kernel's buffers are a few MiB; what is beyond waits for the reader.
    const before = await settled(() => asked);
    assert(before < 1000, `${before} events asked for`);
    leaving.abort();
    await ended;
  });
});

/** The value once it has not changed for a few turns of the event loop with nothing else to do. */
async function settled(read: () => number): Promise<number> {
  for (let last = -1; ; ) {
    const now = read();
    if (now === last) return now;
    last = now;
    await once(AbortSignal.timeout(100), 'abort');
  }
}
