import assert from 'node:assert/strict';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret, webhookHeaders } from '../../../src/chief/webhooks/sign-webhook.ts';

const body = '{"type":"webhook.test"}';

describe('the signature of a webhook', () => {
  const verified = (secret: string, headers: Readonly<Record<string, string>>, text = body) => {
    try {
      return new Webhook(secret).verify(text, headers);
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is what receivers with the library of the standard expect', () => {
    const [secret, now] = [newWebhookSecret(), Date.now()];
    const headers = webhookHeaders({ secret, old: null }, 'msg_1', body, now);
    assert.deepEqual(verified(secret, headers), { type: 'webhook.test' });
    assert.match(String(verified(newWebhookSecret(), headers)), /No matching signature/);
    assert.match(String(verified(secret, headers, body.replace('test', 'best'))), /No matching signature/);
    assert.match(String(verified(secret, { ...headers, 'webhook-id': 'msg_2' })), /No matching signature/);
    const later = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) };
    assert.match(String(verified(secret, later)), /No matching signature/);
    const late = webhookHeaders({ secret, old: null }, 'msg_1', body, now - 600_000);
    assert.match(String(verified(secret, late)), /too old/);
  });

  it('is made with the secret of before as well, as long as that is good', () => {
    const [secret, before] = [newWebhookSecret(), newWebhookSecret()];
    const now = Date.now();
    const old = { secret: before, untilMs: now };
    for (const [nowMs, accepted] of [
      [now - 1, true],
      [now, false],
    ] as const) {
      const headers = webhookHeaders({ secret, old }, 'msg_1', body, nowMs);
      assert.deepEqual(verified(secret, headers), { type: 'webhook.test' });
      assert.equal(typeof verified(before, headers) === 'object', accepted);
    }
  });

  it('is made with a secret of 32 bytes that nobody has had', () => {
    const secrets = Array.from({ length: 100 }, newWebhookSecret);
    for (const secret of secrets) assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.equal(new Set(secrets).size, 100);
  });
});
