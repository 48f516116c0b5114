/** Which part of a list, newest first, is wanted. */
export interface PageRequest {
  /** Most items. */
  readonly limit: number;
  /** Only items older than the one of this sequence number. */
  readonly before?: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** The next page's `before`; null where this one is the last. */
  readonly next: number | null;
}

/** Which part of a list by name is wanted. */
export interface NamedPageRequest {
  /** Most items. */
  readonly limit: number;
  /** Only names that come after this one. */
  readonly after?: string;
}

export interface NamedPage<Item> {
  readonly items: readonly Item[];
  /** The next page's `after`; null where this one is the last. */
  readonly next: string | null;
}

/** Items that are read in one go where all are wanted. */
const mostAtOnce = 1000;

/** All items of a list, newest first, page by page as `ask` gives them. */
export async function allPages<Item>(
  ask: (page: PageRequest) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null; ) {
    const page: Page<Item> = await ask({ limit: mostAtOnce, before });
    items.push(...page.items);
    before = page.next;
  }
  return items;
}
