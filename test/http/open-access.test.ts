import assert from 'node:assert/strict';
import { readToken } from '../../src/chief/tokens/token-text.ts';
import { HttpFixture } from './http-fixture.ts';

const by = { actor: 'operator', atMs: 2 };

describe('a stream of events', () => {
  let http: HttpFixture;
  beforeEach(async () => {
    http = await HttpFixture.make();
  });
  afterEach(() => http.remove());
  const tokenId = () => readToken(http.parts.tokens.ann)!.id;
  /** Follows a job of ann's that says nothing, while `what` happens beside the chief; whether the stream then ends. */
  const endsAfter = async (what: () => Promise<unknown>): Promise<boolean> => {
    const { id } = await http.submit('ann');
    let ended = false;
    const followed = new Promise<void>((resolve) => {
      http.chief.tell = async function* (_after, signal) {
        yield { id: '1', type: 'state', json: '{"type":"state","state":"queued"}' };
        resolve();
        await new Promise((gone) => signal.addEventListener('abort', gone));
      };
    });
    const told = http.ask('ann', `GET /api/v1/jobs/${id}/events`).then((answer) => {
      ended = true;
      return answer;
    });
    await followed;
    await second();
    assert.equal(ended, false, 'not before');
    await what();
    await second();
    const endedByThat = ended;
    // Whatever it was, the stream is not left open.
    await http.parts.home.store.tokens.revoke(tokenId(), by);
    await second();
    assert.match((await told).body, /event: state/);
    return endedByThat;
  };
  const second = async () => {
    await http.idle();
    http.parts.clock.advance(1000);
    await http.idle();
  };

  it('ends when its token is revoked', async () => {
    assert.equal(await endsAfter(() => http.parts.home.store.tokens.revoke(tokenId(), by)), true);
  });

  it('ends when its account is blocked', async () => {
    assert.equal(await endsAfter(() => http.parts.home.store.accounts.block('ann', 'loud', by)), true);
  });

  it('ends when its token expires', async () => {
    const { tokens } = http.parts.home.store;
    const next = { id: 'ab'.repeat(6), hash: '00', expiresAtMs: null };
    const inHalfASecond = () => http.parts.clock.wallTimeMs() + 500;
    assert.equal(await endsAfter(() => tokens.replace(tokenId(), next, inHalfASecond(), by)), true);
  });

  it('goes on when another token of the account is revoked', async () => {
    const { tokens } = http.parts.home.store;
    await tokens.create({ id: 'ab'.repeat(6), account: 'ann', hash: '00', expiresAtMs: null }, by);
    assert.equal(await endsAfter(() => tokens.revoke('ab'.repeat(6), by)), false);
  });
});
