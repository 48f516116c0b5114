/** Files of a results folder that are named where people are told what there is. */
export const mostNamedFiles = 10;

/** What a results tar holds. */
export interface ResultFiles {
  /** The first {@link mostNamedFiles}, in the order of the tar. */
  readonly first: readonly { readonly path: string; readonly bytes: number }[];
  readonly count: number;
  readonly bytes: number;
}
