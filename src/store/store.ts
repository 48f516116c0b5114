import type { AccountStore } from './accounts.ts';
import type { AuditStore } from './audit.ts';
import type { DatasetStore } from './datasets.ts';
import type { IncidentStore } from './incidents.ts';
import type { JobStore } from './jobs.ts';
import type { LayerStore } from './layers.ts';
import type { PackageStore } from './packages.ts';
import type { ReplyStore } from './replies.ts';
import type { TokenStore } from './tokens.ts';
import type { WebhookStore } from './webhooks.ts';

/**
 * Everything about a chief that outlives its process, except the bytes themselves. A promise that has been fulfilled
 * is durable: it survives the death of the process and of the machine. Every method is atomic: it happens as a whole
 * or not at all, whoever else uses the same store. Expected refusals are values; a rejected promise means that the
 * store itself failed, with `DiskFullError` where there was no space.
 */
export interface Store {
  readonly accounts: AccountStore;
  readonly tokens: TokenStore;
  readonly packages: PackageStore;
  readonly datasets: DatasetStore;
  readonly jobs: JobStore;
  readonly layers: LayerStore;
  readonly incidents: IncidentStore;
  readonly audit: AuditStore;
  readonly replies: ReplyStore;
  readonly webhooks: WebhookStore;
  /** After this no method may be called. */
  close(): Promise<void>;
}
