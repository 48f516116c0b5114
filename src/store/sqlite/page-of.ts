import type { Page, PageRequest } from '../page.ts';
import type { Database, Row, Value } from './database.ts';

/** The wanted part of a query that ends in its `WHERE` clause and whose rows have a `sequence`. */
export function pageOf<Item extends { readonly sequence: number }>(
  database: Database,
  query: string,
  values: readonly Value[],
  { limit, before = Number.MAX_SAFE_INTEGER }: PageRequest,
  itemOf: (row: Row) => Item,
): Page<Item> {
  // One more than wanted tells whether there is a next page.
  const rows = database.all(
    `${query} AND sequence < ? ORDER BY sequence DESC LIMIT ?`,
    ...values,
    before,
    limit + 1,
  );
  const items = rows.slice(0, limit).map(itemOf);
  return { items, next: rows.length > limit ? (items.at(-1)?.sequence ?? null) : null };
}
