import type { CheckReport } from '../model/finding.ts';
import type { Page } from '../store/page.ts';
import type { StoredToken } from '../store/tokens.ts';

/** A thing without the number that orders lists, which cursors carry. */
export function presented<Item extends { readonly sequence: number }>({ sequence: _, ...shown }: Item) {
  return shown;
}

/** What checks found, without what only the chief has use for. */
export function presentedReport({ findings, errors, warnings, refused }: CheckReport) {
  return { findings, errors, warnings, refused };
}

/** A token without its hash. */
export function presentedToken({ hash: _, ...shown }: StoredToken) {
  return shown;
}

/** A page with each item as `show` has it, and the cursor as text. */
export function presentedPage<Item, Shown>({ items, next }: Page<Item>, show: (item: Item) => Shown) {
  return { items: items.map(show), next: next === null ? null : String(next) };
}
