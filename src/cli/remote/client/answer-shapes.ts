import { Ajv, type ValidateFunction } from 'ajv';
import type { Drained, FailedFragment, PublicKey, Trial } from '../../../chief/chief.ts';
import type { UploadView } from '../../../chief/chief-uploads.ts';
import type { JobView } from '../../../chief/job-view.ts';
import type { Expiring } from '../../../chief/upkeep/expiry.ts';
import { answers } from '../../../http/schemas/answers.ts';
import { pictureAnswers } from '../../../http/schemas/picture-answers.ts';
import type { CheckReport } from '../../../model/finding.ts';
import type { JobEvent } from '../../../model/job-event.ts';
import type { Envelope } from '../../../provenance/envelope.ts';
import type { Account, AccountUsage } from '../../../store/accounts.ts';
import type { StoredDataset } from '../../../store/datasets.ts';
import type { OwnedPackage } from '../../../store/packages.ts';
import type { StoredToken } from '../../../store/tokens.ts';
import type { WebhookDelivery } from '../../../store/webhooks.ts';

/** Things of a chief as its API shows them. */
export type RemoteJob = Omit<JobView, 'sequence'>;
export type RemotePackage = Omit<OwnedPackage, 'sequence'>;
export type RemoteDataset = Omit<StoredDataset, 'sequence'>;
export type RemoteUpload = UploadView;
export type RemoteToken = Omit<StoredToken, 'hash' | 'lifetimeMs'>;
export type RemoteDelivery = Omit<WebhookDelivery, 'sequence' | 'account'>;
export interface RemoteWebhook {
  readonly url: string;
  readonly setAtMs: number;
  readonly oldSecretEndsAtMs: number | null;
}
export interface RemotePage<Item> {
  readonly items: readonly Item[];
  /** Cursor of the next page. */
  readonly next: string | null;
}

/** What a chief answers, by the name of its shape. */
export interface AnswerTypes {
  readonly package: { readonly package: RemotePackage };
  readonly received: { readonly package: RemotePackage; readonly report: CheckReport };
  readonly dataset: { readonly dataset: RemoteDataset };
  readonly upload: { readonly upload: RemoteUpload };
  readonly uploads: { readonly items: readonly RemoteUpload[] };
  readonly finished: {
    readonly dataset?: RemoteDataset;
    readonly package?: RemotePackage;
    readonly report?: CheckReport;
  };
  readonly job: { readonly job: RemoteJob };
  readonly packages: RemotePage<RemotePackage>;
  readonly datasets: RemotePage<RemoteDataset>;
  readonly jobs: RemotePage<RemoteJob>;
  readonly fragments: RemotePage<FailedFragment>;
  readonly trial: { readonly trial: Trial };
  readonly provenance: Envelope;
  readonly key: PublicKey;
  readonly problem: Problem;
  readonly event: JobEvent;
  readonly account: { readonly account: Account & { readonly usage: AccountUsage } };
  readonly expiring: Expiring;
  readonly drained: Drained;
  readonly stopped: { readonly stopped: number };
  readonly tokens: RemotePage<RemoteToken>;
  readonly webhook: { readonly webhook: RemoteWebhook };
  readonly webhookSecret: { readonly webhook: RemoteWebhook; readonly secret: string | null };
  readonly delivery: { readonly delivery: RemoteDelivery };
  readonly deliveries: RemotePage<RemoteDelivery>;
  readonly issued: { readonly token: string; readonly id: string; readonly expiresAtMs: number | null };
}

export interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly help: string;
  readonly report?: CheckReport;
}

type Schema = Readonly<Record<string, unknown>>;

const count: Schema = { type: 'integer', minimum: 0 };
const text: Schema = { type: 'string' };
const expired: Schema = {
  type: 'object',
  properties: {
    kind: text,
    id: text,
    name: text,
    account: text,
    bytes: count,
    lastNeededMs: { type: 'number' },
  },
  required: ['kind', 'id', 'name', 'account', 'bytes', 'lastNeededMs'],
};

/**
 * Holds what a chief answers against the schemas of the API, so that nothing else ever gets further. What a newer
 * chief adds to them is let through.
 */
export class AnswerShapes {
  readonly #ajv = new Ajv({ strict: false });
  readonly #compiled = new Map<keyof AnswerTypes, ValidateFunction>();

  constructor() {
    for (const [name, schema] of Object.entries({ ...answers, ...pictureAnswers }))
      this.#ajv.addSchema(lenient(schema), name);
  }

  matches<Name extends keyof AnswerTypes>(name: Name, value: unknown): value is AnswerTypes[Name] {
    let validate = this.#compiled.get(name);
    if (validate === undefined) {
      validate = this.#ajv.compile(schemaOf(name));
      this.#compiled.set(name, validate);
    }
    return validate(value);
  }
}

function schemaOf(name: keyof AnswerTypes): Schema {
  switch (name) {
    case 'package':
      return having({ package: ref('Package') });
    case 'received':
      return having({ package: ref('Package'), report: ref('CheckReport') });
    case 'dataset':
      return having({ dataset: ref('Dataset') });
    case 'upload':
      return having({ upload: ref('Upload') });
    case 'uploads':
      return having({ items: { type: 'array', items: ref('Upload') } });
    case 'finished':
      return mayHave({ dataset: ref('Dataset'), package: ref('Package'), report: ref('CheckReport') }, {});
    case 'job':
      return having({ job: ref('Job') });
    case 'packages':
      return pageOf('Package');
    case 'datasets':
      return pageOf('Dataset');
    case 'jobs':
      return pageOf('Job');
    case 'fragments':
      return pageOf('FailedFragment');
    case 'trial':
      return having({ trial: ref('Trial') });
    case 'provenance':
      return ref('Envelope');
    case 'key':
      return ref('PublicKey');
    case 'problem':
      // A newer chief may have codes that this version does not know.
      return mayHave({ report: ref('CheckReport') }, { code: text, detail: text, help: text });
    case 'event':
      return ref('JobEvent');
    case 'account':
      return having({ account: ref('AccountInUse') });
    case 'expiring':
      return having({ items: { type: 'array', items: expired }, tokens: count, auditRows: count });
    case 'drained':
      return having({ running: count });
    case 'stopped':
      return having({ stopped: count });
    case 'tokens':
      return pageOf('Token');
    case 'webhook':
      return having({ webhook: ref('Webhook') });
    case 'webhookSecret':
      return having({ webhook: ref('Webhook'), secret: { type: ['string', 'null'] } });
    case 'delivery':
      return having({ delivery: ref('WebhookDelivery') });
    case 'deliveries':
      return pageOf('WebhookDelivery');
    case 'issued':
      return having({ token: text, id: text, expiresAtMs: { type: ['integer', 'null'] } });
  }
}

function having(properties: Schema): Schema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** An object that has `properties`, and the `optional` ones only as they should be. */
function mayHave(optional: Schema, properties: Schema): Schema {
  return { ...having(properties), properties: { ...properties, ...optional } };
}

function pageOf(name: string): Schema {
  return having({ items: { type: 'array', items: ref(name) }, next: { type: ['string', 'null'] } });
}

function ref(name: string): Schema {
  return { $ref: `${name}#` };
}

function lenient(schema: object): Schema {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (key === 'additionalProperties' ? undefined : value)),
  ) as Schema;
}
