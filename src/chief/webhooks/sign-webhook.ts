import { createHmac, randomBytes } from 'node:crypto';
import type { StoredWebhook } from '../../store/webhooks.ts';

const prefix = 'whsec_';

/** A secret in the form of standardwebhooks.com: 32 random bytes. */
export function newWebhookSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}

/**
 * What proves to a receiver where a delivery comes from, as the headers of standardwebhooks.com have it: an
 * HMAC-SHA256 of id, time and body with each secret that is good now.
 */
export function webhookHeaders(
  { secret, old }: Pick<StoredWebhook, 'secret' | 'old'>,
  id: string,
  body: string,
  nowMs: number,
): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(nowMs / 1000));
  const secrets = [secret, ...(old !== null && nowMs < old.untilMs ? [old.secret] : [])];
  const signatures = secrets.map((each) => `v1,${signature(each, `${id}.${seconds}.${body}`)}`);
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures.join(' ') };
}

function signature(secret: string, text: string): string {
  return createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64'))
    .update(text)
    .digest('base64');
}
