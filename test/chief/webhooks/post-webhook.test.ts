import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { AllowedReceivers } from '../../../src/chief/webhooks/allowed-receivers.ts';
import { type Posted, postWebhook } from '../../../src/chief/webhooks/post-webhook.ts';

describe('what came of sending to a receiver', () => {
  /** Of one that sends this to whoever connects. */
  const postedTo = async (answer: string, scheme = 'http'): Promise<Posted> => {
    const receiver = createServer((socket) => {
      socket.on('error', () => {}).once('data', () => socket.end(answer));
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    try {
      const url = `${scheme}://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
      const parts = { lookUp: async () => ['127.0.0.1'], allowed: new AllowedReceivers(['127.0.0.1']) };
      return await postWebhook(parts, url, {}, '{}', new AbortController().signal);
    } finally {
      receiver.close();
    }
  };
  const taken = 'HTTP/1.1 204 No Content\r\n\r\n';

  for (const [interim, expected] of [
    [16, { status: 204, problem: null }],
    [17, { status: null, problem: 'It sends heads of 1xx in place of an answer.' }],
    [10_000, { status: null, problem: 'It sends heads of 1xx in place of an answer.' }],
  ] as const)
    it(`is told where ${interim} heads of 1xx come before the answer`, async () => {
      const heads = 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(interim);
      assert.deepEqual(await postedTo(heads + taken), expected);
    });

  for (const [what, answer, scheme, problem] of [
    ['other than HTTP', '220 mail.example ESMTP\r\n', 'http', /^It does not answer in HTTP, or/],
    [
      'a head too long',
      `HTTP/1.1 200 OK\r\na: ${'b'.repeat(100_000)}\r\n\r\n`,
      'http',
      /head that is too long/,
    ],
    ['no TLS', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'https', /^It does not speak TLS there; its URL/],
  ] as const)
    it(`names ${what}`, async () => {
      assert.match((await postedTo(answer, scheme)).problem ?? '', problem);
    });
});
