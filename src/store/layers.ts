/** Libraries that the engine keeps installed, by the digest of what is in them. */
export interface StoredLayer {
  readonly digest: string;
  readonly bytes: number;
  /** A job that has not ended needs it: it ran with it before, or another job of its package did. */
  readonly needed: boolean;
}

/** Which jobs ran with which installed libraries. */
export interface LayerStore {
  /** Notes that a job runs with a layer, which counts for its account as long as the job and the layer are there. */
  use(job: string, layer: Pick<StoredLayer, 'digest' | 'bytes'>): Promise<void>;
  /** Whether it counts for that account. */
  isCounted(account: string, digest: string): Promise<boolean>;
  /** By digest. */
  list(): Promise<readonly StoredLayer[]>;
  /** The engine has them no more. */
  forget(digests: readonly string[]): Promise<void>;
}
