import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import type { LocalChief } from '../../src/chief/local-chief.ts';
import { plainStyle } from '../../src/cli/display/style.ts';
import { textTable } from '../../src/cli/display/text-table.ts';
import type { HttpSettings } from '../../src/http/http-parts.ts';
import { serveHttp } from '../../src/http/server/serve-http.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import type { Store } from '../../src/store/store.ts';
import { Turns } from '../../src/turns/turns.ts';
import type { FakeRuntime } from '../helpers/fake-runtime.ts';
import { Hold } from '../helpers/hold.ts';
import { packageUpload, ServedChief, type ServedChiefOptions } from '../helpers/served-chief.ts';
import { HttpFixture } from './http-fixture.ts';

/** What the contract grants: an honest request is answered within so long. */
const mostWaitMs = 5000;

/** A chief over HTTP, of which `ann` and `root` want more than their part and `bob` wants little. */
class Contest {
  readonly #sockets: Socket[] = [];
  readonly #leaving = new AbortController();

  private constructor(
    readonly served: ServedChief,
    readonly http: HttpFixture<LocalChief>,
    readonly address: string,
  ) {}

  static async begin(options: ServedChiefOptions, settings: Partial<HttpSettings>): Promise<Contest> {
    const served = await ServedChief.start(options);
    const http = await HttpFixture.over(served.chief, served.home, settings);
    const { address } = await serveHttp(http.parts.app, { host: '127.0.0.1', port: 0 });
    return new Contest(served, http, address);
  }

  async ask(who: 'ann' | 'bob' | 'root', request: string, body?: Buffer): Promise<Response> {
    const [method, path] = request.split(' ') as [string, string];
    const { signal } = this.#leaving;
    const asked = { method, headers: this.http.bearer(who), signal, ...(body !== undefined && { body }) };
    return fetch(`${this.address}${path}`, asked);
  }

  /** Sends what `head` and `text` say over a connection of its own, and leaves it open. */
  async hold(text: string, localAddress = '127.0.0.1'): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(this.address).port), localAddress });
    socket.on('error', () => {});
    this.#sockets.push(socket);
    socket.write(text);
    await once(socket, 'connect');
    return socket;
  }

  async end(): Promise<void> {
    this.#leaving.abort();
    for (const socket of this.#sockets) socket.destroy();
    await this.served.chief.stop();
    await this.http.remove();
  }
}

describe('while others want more than their part', () => {
  const rows: string[][] = [];
  let contest: Contest;
  const begin = async (options: ServedChiefOptions = {}, settings: Partial<HttpSettings> = {}) => {
    contest = await Contest.begin(options, {
      rates: { perSecond: 10_000, burst: 10_000, open: 500 },
      ...settings,
    });
  };
  afterEach(() => contest.end());
  after(() => console.log(`\n${textTable(['shared', 'greedy load', 'honest wait'], rows, plainStyle)}`));

  /** Times what an honest account does. */
  async function honest<Result>(shared: string, greedy: string, act: () => Promise<Result>): Promise<Result> {
    const beganMs = performance.now();
    const result = await act();
    const waitMs = performance.now() - beganMs;
    rows.push([shared, greedy, `${Math.round(waitMs)} ms`]);
    assert.ok(waitMs < mostWaitMs, `${waitMs} ms`);
    return result;
  }

  it('an upload is taken', async () => {
    await begin({}, { held: heldOf({ perAccount: 3, inAll: 6 }) });
    const statuses: Record<string, number[]> = { ann: [], root: [] };
    for (const who of ['ann', 'root'] as const)
      for (let n = 0; n < 8; n += 1) {
        const { authorization } = contest.http.bearer(who);
        const socket = await contest.hold(
          `POST /api/v1/packages HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n` +
            'Expect: 100-continue\r\nContent-Length: 100000\r\n\r\n',
        );
        const [answer] = await once(socket, 'data');
        statuses[who]!.push(Number(String(answer).slice(9, 12)));
      }
    const expected = [100, 100, 100, 429, 429, 429, 429, 429];
    assert.deepEqual(statuses, { ann: expected, root: expected });
    const body = await buffer(packageUpload('honest').body);
    const taken = await honest('uploads', '2 accounts, 8 uploads each that never end', () =>
      contest.ask('bob', 'POST /api/v1/packages', body),
    );
    assert.equal(taken.status, 201);
  });

  it('events are told', async () => {
    const held = new Hold();
    const programs = { slow: { split: () => [Buffer.of(1)], process: held.process } };
    await begin({ programs }, { held: heldOf({ perAccount: 4, inAll: 8 }) });
    const ids: Record<string, string> = {};
    for (const who of ['ann', 'bob', 'root'] as const)
      ids[who] = (await contest.served.submit((await contest.served.account(who))!, 'slow')).id;
    const follow = (who: 'ann' | 'bob' | 'root') => contest.ask(who, `GET /api/v1/jobs/${ids[who]}/events`);
    for (const who of ['ann', 'root'] as const) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => follow(who)));
      assert.equal(answers.filter(({ status }) => status === 200).length, 4);
    }
    const first = await honest('event streams', '2 accounts, 20 streams each, none read', async () => {
      const answer = await follow('bob');
      assert.equal(answer.status, 200);
      return answer.body!.getReader().read();
    });
    assert.ok(!first.done);
    held.release();
  });

  it('a connection is answered', async () => {
    await begin({}, { connections: { inAll: 60, perPeer: 30 } });
    const half = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ';
    for (let n = 0; n < 300; n += 1) await contest.hold(half, `127.0.0.${2 + (n % 4)}`);
    const answer = await honest('connections', '4 addresses, 300 half requests', () =>
      contest.ask('bob', 'GET /api/v1/jobs'),
    );
    assert.equal(answer.status, 200);
  });

  it('a request gets its turn at the store', async () => {
    await begin({}, { turns: { atOnce: 32, perAccount: 4 } });
    const { home } = contest.served;
    slowCalls(home.store, 20);
    // So many that they take long, whatever the machine does before an honest request is in its queue.
    const greedy = { asked: 400, answered: 0 };
    let arrived = 0;
    contest.http.parts.app.server.on('request', () => {
      arrived += 1;
    });
    for (let n = 0; n < greedy.asked; n += 1)
      void contest.ask('ann', 'GET /api/v1/packages').then(
        () => {
          greedy.answered += 1;
        },
        () => {},
      );
    while (arrived < greedy.asked) await once(AbortSignal.timeout(5), 'abort');
    await setImmediate();
    const answer = await honest('the store', `1 account, ${greedy.asked} requests of 20 ms each`, () =>
      contest.ask('bob', 'GET /api/v1/packages'),
    );
    assert.equal(answer.status, 200);
    assert.ok(greedy.answered <= greedy.asked / 4, `${greedy.answered} of ${greedy.asked} went first`);
  });

  it('a job gets its containers started', async () => {
    const starts: string[] = [];
    const asked: string[] = [];
    const turns = new Turns({ atOnce: 1 });
    const split = () => Array.from({ length: 50 }, () => Buffer.of(1));
    const held = new Hold();
    const programs = { greedy: { split, process: held.process }, honest: { split } };
    await begin({
      programs,
      settings: { slots: 16, runningJobs: 4, warmJobs: 0 },
      runtime: (fake) => withTurns(fake, turns, asked, starts),
    });
    const { served } = contest;
    const [ann, bob] = [await served.account('ann'), await served.account('bob')];
    for (let n = 0; n < 4; n += 1) await served.submit(ann, 'greedy', { workers: 8 });
    while (asked.length < 20) await once(AbortSignal.timeout(5), 'abort');
    const before = starts.length;
    await honest('engine starts', '1 account, 4 jobs of 6 containers, 50 ms a start', async () => {
      const { id } = await served.submit(bob, 'honest', { workers: 1 });
      return served.ended(bob, id);
    });
    const third = starts.flatMap((account, at) => (account === 'bob' ? [at] : []))[2]!;
    const passed = starts.slice(before, third).filter((account) => account !== 'bob').length;
    assert.ok(passed <= 8, `${passed} containers of others went first: ${starts.join(' ')}`);
    held.release();
  });

  it('a job gets its workers', async () => {
    const held = new Hold();
    const split = () => Array.from({ length: 50 }, () => Buffer.of(1));
    const programs = { greedy: { split, process: held.process }, honest: { split } };
    await begin({ programs, settings: { slots: 4, runningJobs: 2 } });
    const { served } = contest;
    const [ann, bob] = [await served.account('ann'), await served.account('bob')];
    for (let n = 0; n < 6; n += 1) await served.submit(ann, 'greedy', { workers: 4 });
    await held.begun(4);
    const job = await honest('worker slots', '1 account, 6 jobs of 4 workers that never end', async () => {
      const { id } = await served.submit(bob, 'honest', { workers: 4 });
      return served.ended(bob, id);
    });
    assert.equal(job.state, 'done');
    held.release();
  });
});

function heldOf(each: { readonly perAccount: number; readonly inAll: number }): HttpSettings['held'] {
  return { inAll: 1000, upload: each, stream: each, download: each };
}

/** Makes a store take so long for each list of packages, one after the other, as a busy disk would. */
function slowCalls(store: Pick<Store, 'packages'>, eachMs: number): void {
  const { packages } = store;
  const list = packages.list.bind(packages);
  let last: Promise<unknown> = Promise.resolve();
  packages.list = (...asked) => {
    const answer = last.then(async () => {
      await once(AbortSignal.timeout(eachMs), 'abort');
      return list(...asked);
    });
    last = answer;
    return answer;
  };
}

/**
 * The same runtime on an engine that takes 50 ms for each start; `asked` and `starts` get the account of each, when it
 * is asked for and when it begins.
 */
function withTurns(fake: FakeRuntime, turns: Turns, asked: string[], starts: string[]): Runtime {
  const openJob = fake.openJob.bind(fake);
  return Object.assign(fake, {
    openJob: async (spec: Parameters<Runtime['openJob']>[0]) => {
      const place = await openJob(spec);
      const start = place.start.bind(place);
      return Object.assign(place, {
        start: (request: Parameters<typeof start>[0]) => {
          asked.push(spec.account ?? '');
          return turns.take([spec.account ?? '', spec.jobId], request.signal, async () => {
            starts.push(spec.account ?? '');
            await once(AbortSignal.timeout(50), 'abort');
            return start(request);
          });
        },
      });
    },
  });
}
