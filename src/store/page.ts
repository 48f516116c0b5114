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
