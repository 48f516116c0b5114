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
