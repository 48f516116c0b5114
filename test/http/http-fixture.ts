import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Chief } from '../../src/chief/chief.ts';
import { issueToken } from '../../src/chief/tokens/issue-token.ts';
import { buildApp } from '../../src/http/build-app.ts';
import { defaultHttpSettings, type HttpSettings } from '../../src/http/http-parts.ts';
import { createLogger } from '../../src/http/server/logger.ts';
import type { HttpApp } from '../../src/http/type-provider.ts';
import { ChiefHome } from '../helpers/chief-home.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { ApiContract, type ApiDocument } from './api-contract.ts';
import { FakeChief } from './fake-chief.ts';

export type Caller = 'ann' | 'bob' | 'root' | null;
export type Ask = Pick<InjectOptions, 'headers' | 'query' | 'payload'>;

interface FixtureParts<Served extends Chief> {
  readonly app: HttpApp;
  readonly chief: Served;
  readonly home: ChiefHome;
  readonly clock: FakeClock;
  readonly tokens: Readonly<Record<Exclude<Caller, null>, string>>;
  /** Lines that were logged. */
  readonly log: readonly string[];
}

/** The application over a chief, a fake one where no other is given, and tokens of two accounts and an admin. */
export class HttpFixture<Served extends Chief = FakeChief> {
  readonly contract: ApiContract;

  private constructor(readonly parts: FixtureParts<Served>) {
    this.contract = new ApiContract(parts.app.swagger() as unknown as ApiDocument);
  }

  static async make(settings: Partial<HttpSettings> = {}): Promise<HttpFixture> {
    const home = await ChiefHome.make();
    return HttpFixture.over(new FakeChief(home), home, settings);
  }

  static async over<Served extends Chief>(
    chief: Served,
    home: ChiefHome,
    settings: Partial<HttpSettings> = {},
  ): Promise<HttpFixture<Served>> {
    const token = async (account: string) => {
      const request = { account, admin: false, expiresAtMs: null };
      const issued = await issueToken(home.store, request, { actor: 'operator', atMs: 1 });
      return issued.kind === 'issued' ? issued.token.text : '';
    };
    const tokens = { ann: await token('ann'), bob: await token('bob'), root: await token('root') };
    const clock = new FakeClock();
    const log: string[] = [];
    const app = await buildApp({
      chief,
      store: home.store,
      clock,
      logger: createLogger('info', { write: (line) => void log.push(line) }),
      settings: { ...defaultHttpSettings, ...settings },
    });
    await app.ready();
    return new HttpFixture({ app, chief, home, clock, tokens, log });
  }

  get chief(): Served {
    return this.parts.chief;
  }

  bearer(caller: Exclude<Caller, null>): { readonly authorization: string } {
    return { authorization: `Bearer ${this.parts.tokens[caller]}` };
  }

  /**
   * Sends a request, a method and a path such as `GET /api/v1/jobs`, and holds the answer against the OpenAPI
   * document. Time goes on with each, so that no rate is met.
   */
  async ask(caller: Caller, request: string, rest: Ask = {}): Promise<LightMyRequestResponse> {
    this.parts.clock.advance(1000);
    const [method, url] = request.split(' ') as [NonNullable<InjectOptions['method']>, string];
    const headers = { host: 'localhost', ...(caller !== null && this.bearer(caller)), ...rest.headers };
    const answer = await this.parts.app.inject({ ...rest, method, url, headers });
    const { statusCode, body } = answer;
    this.contract.check(method, url, statusCode, answer.headers['content-type']?.toString(), body);
    return answer;
  }

  /** Uploads a package for an account and submits a job of it. */
  async submit(caller: Exclude<Caller, null>): Promise<{ readonly digest: string; readonly id: string }> {
    const uploaded = await this.ask(caller, 'POST /api/v1/packages', { payload: `package of ${caller}` });
    const { digest } = uploaded.json().package;
    const submitted = await this.ask(caller, 'POST /api/v1/jobs', { payload: { package: digest } });
    return { digest, id: submitted.json().job.id };
  }

  /** Resolves when what was begun before has had its turn, as far as it waits for the store alone. */
  async idle(): Promise<void> {
    for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
  }

  async remove(): Promise<void> {
    const closed = this.parts.app.close();
    this.parts.app.server.closeAllConnections();
    await closed;
    await this.parts.home.remove();
  }
}
