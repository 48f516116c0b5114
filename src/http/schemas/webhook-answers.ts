import Type from 'typebox';
import { webhookEvents } from '../../store/webhooks.ts';
import { count, exactly, nullable, oneOf, shared, timeMs } from './shapes.ts';

const webhook = {
  url: Type.String(),
  setAtMs: { ...timeMs, description: 'When it was given this address.' },
  oldSecretEndsAtMs: nullable({
    ...timeMs,
    description: 'Until then the secret before the present one signs as well; null: it does not.',
  }),
};

const Webhook = exactly(webhook, { description: 'Where an account is told what happens.' });

const WebhookDelivery = exactly({
  id: Type.String({ description: 'The same with each try; the header `webhook-id`.' }),
  event: oneOf(webhookEvents),
  subject: nullable(Type.String({ description: 'The job that it is about.' })),
  createdAtMs: timeMs,
  state: oneOf(['waiting', 'delivered', 'failed']),
  tries: count,
  nextTryAtMs: nullable(timeMs),
  lastTriedAtMs: nullable(timeMs),
  lastStatus: nullable(Type.Integer({ description: 'HTTP status of the last answer.' })),
  lastProblem: nullable(Type.String({ description: 'Why the last try did not count.' })),
});

/** A webhook whose secret is new, or that keeps the one that it has. */
export const webhookWithSecret = exactly({
  webhook: shared('Webhook'),
  secret: nullable(Type.String({ description: 'Shown this once; null: it is the one from before.' })),
});

export const webhookAnswers = { Webhook, WebhookDelivery };

export const webhookBody = exactly({
  url: Type.String({
    minLength: 1,
    maxLength: 2000,
    description: 'Where to: http or https, at a public address or one that the operator allows.',
  }),
});
