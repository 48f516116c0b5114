import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { newWebhookSecret, webhookHeaders } from '../../src/chief/webhooks/sign-webhook.ts';
import { webhookEvents } from '../../src/store/webhooks.ts';

const ask = `
import json, sys
for case in json.load(sys.stdin):
    print(is_genuine(case["secret"], case["headers"], case["body"].encode()))
`;

describe('docs/webhooks.md', () => {
  let page: string;
  before(async () => {
    page = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
  });

  it('tells a genuine delivery from others in Python', async () => {
    const program = /```python\n(.*?)```/s.exec(page)?.[1];
    assert(program !== undefined);
    const [secret, before] = [newWebhookSecret(), newWebhookSecret()];
    const body = '{"name":"ä"}';
    const now = Date.now();
    const webhook = { secret, old: { secret: before, untilMs: now + 1000 } };
    const headers = webhookHeaders(webhook, 'msg_1', body, now);
    const cases: readonly (readonly [what: string, genuine: boolean, given: object])[] = [
      ['as it came', true, {}],
      ['with the secret before', true, { secret: before }],
      ['with another secret', false, { secret: newWebhookSecret() }],
      ['with another body', false, { body: '{"name":"b"}' }],
      ['of another id', false, { headers: { ...headers, 'webhook-id': 'msg_2' } }],
      ['sent again much later', false, { headers: webhookHeaders(webhook, 'msg_1', body, now - 600_000) }],
      ['from the future', false, { headers: webhookHeaders(webhook, 'msg_1', body, now + 600_000) }],
      ['without headers', false, { headers: {} }],
      ['at no time', false, { headers: { ...headers, 'webhook-timestamp': '１２' } }],
      ['at a time without end', false, { headers: { ...headers, 'webhook-timestamp': '1'.repeat(5000) } }],
      ['with a strange signature', false, { headers: { ...headers, 'webhook-signature': 'v1,é  v2' } }],
    ];
    const input = JSON.stringify(cases.map(([, , given]) => ({ secret, headers, body, ...given })));
    const { stdout } = await execa('python3', ['-c', program + ask], { input });
    const told = stdout.split('\n');
    assert.deepEqual(
      cases.map(([what], index) => [what, told[index]]),
      cases.map(([what, genuine]) => [what, genuine ? 'True' : 'False']),
    );
  });

  it('has every event', () => {
    for (const event of webhookEvents) assert(page.includes(`| \`${event}\` |`), event);
  });
});
