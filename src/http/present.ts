import type { UploadView } from '../chief/chief-uploads.ts';
import { expiryOf, jobExpiry, type RetentionTimes } from '../chief/upkeep/expiry.ts';
import type { CheckReport } from '../model/finding.ts';
import type { StoredDataset } from '../store/datasets.ts';
import type { ListedStrike } from '../store/incidents.ts';
import type { OwnedPackage } from '../store/packages.ts';
import type { Page } from '../store/page.ts';
import type { ListedToken } from '../store/tokens.ts';

type Ending = Parameters<typeof jobExpiry>[0] & { readonly sequence: number };

/** A thing without the number that orders lists, which cursors carry. */
export function presented<Item extends { readonly sequence: number }>({ sequence: _, ...shown }: Item) {
  return shown;
}

/** What checks found, without what only the chief has use for. */
export function presentedReport({ findings, errors, warnings, refused }: CheckReport) {
  return { findings, errors, warnings, refused };
}

/** A token without its hash, and without what it would get in its place. */
export function presentedToken({ hash: _, lifetimeMs: __, ...shown }: ListedToken) {
  return presented(shown);
}

/** A strike as those see it who know whose it is. */
export function presentedStrike({ account: _, ...shown }: ListedStrike) {
  return presented(shown);
}

/** A page with each item as `show` has it, and the cursor as text. */
export function presentedPage<Item, Shown>({ items, next }: Page<Item>, show: (item: Item) => Shown) {
  return { items: items.map(show), next: next === null ? null : String(next) };
}

/** How things are shown that go by themselves, with when that will be; `timesOf` says after how long. */
export function expiring(timesOf: () => RetentionTimes) {
  return {
    job: <Job extends Ending>(job: Job) => ({ ...presented(job), expiresAtMs: jobExpiry(job, timesOf()) }),
    package: (owned: OwnedPackage) => ({
      ...presented(owned),
      expiresAtMs: expiryOf(owned.lastUsedAtMs, timesOf().packages),
    }),
    dataset: (dataset: StoredDataset) => ({
      ...presented(dataset),
      expiresAtMs: expiryOf(dataset.lastUsedAtMs, timesOf().datasets),
    }),
    upload: (upload: UploadView) => ({
      ...upload,
      expiresAtMs: expiryOf(upload.touchedAtMs, timesOf().uploads),
    }),
  };
}
