interface Part<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

interface PartQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/** The chief gives no more at once. */
const limit = 1000;

/** All items of a list that comes in pages, in their order; `ask` asks for one. */
export async function allPages<Item>(
  ask: (query: PartQuery) => Promise<Part<Item>>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (let query: PartQuery | null = { limit }; query !== null; ) {
    const { items, next }: Part<Item> = await ask(query);
    all.push(...items);
    query = next === null ? null : { limit, cursor: next };
  }
  return all;
}
