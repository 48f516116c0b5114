/** How the splitter was left. */
export interface SampledSplit {
  /** It had no more fragments. */
  readonly ended: boolean;
  /** Fragments that it was heard to yield, those beyond the sample too, and their bytes. */
  readonly fragments: number;
  readonly bytes: number;
  /** How far it is in the file that is its data, in bytes, as far as that is known. */
  readonly readBytes: number | null;
}
