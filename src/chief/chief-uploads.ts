import type { Readable } from 'node:stream';
import type { CheckReport } from '../model/finding.ts';
import type { Account } from '../store/accounts.ts';
import type { StoredDataset } from '../store/datasets.ts';
import type { OwnedPackage } from '../store/packages.ts';
import type { Caller } from './caller.ts';
import type { UploadWanted } from './content/partial-upload.ts';
import type { Problem } from './problem.ts';

/** A part of an upload as it comes in. */
export interface UploadPart {
  readonly body: Readable;
  /** What the sender said that it sends; null where it did not. */
  readonly expectedBytes: number | null;
  /** Bytes that have come before it, as its sender knows. */
  readonly offset: number;
  /** It is the last one. */
  readonly complete: boolean;
  /** Digest of the whole, where its sender knows it and the part is the last one. */
  readonly digest: string | null;
}

/** An upload that comes in parts. */
export interface UploadView extends UploadWanted {
  readonly id: string;
  /** Bytes that have come. */
  readonly offset: number;
  readonly complete: boolean;
  readonly createdAtMs: number;
  /** When bytes of it last came. */
  readonly touchedAtMs: number;
}

export type AppendOutcome =
  | { readonly kind: 'appended'; readonly upload: UploadView }
  /** Nothing was taken: so many bytes have come. */
  | { readonly kind: 'other-offset'; readonly upload: UploadView }
  /** It is complete, and has become that. */
  | { readonly kind: 'dataset'; readonly dataset: StoredDataset }
  | { readonly kind: 'package'; readonly package: OwnedPackage; readonly report: CheckReport }
  /** It is complete, and the package breaks the rules; nothing was kept. */
  | { readonly kind: 'refused'; readonly report: CheckReport }
  | Problem;

/** Uploads that come in parts; only their own account sees them. */
export interface ChiefUploads {
  begin(account: Caller, wanted: UploadWanted): Promise<{ readonly upload: UploadView } | Problem>;
  /** Newest first. */
  list(account: Account): readonly UploadView[];
  /** How far one is; a part of it that is still coming in is ended. */
  find(account: Account, id: string): Promise<{ readonly upload: UploadView } | Problem>;
  /** What came of a part that broke off stays. A part that is sent while another comes in ends that one. */
  append(account: Caller, id: string, part: UploadPart): Promise<AppendOutcome>;
  remove(account: Caller, id: string): Promise<{ readonly kind: 'deleted' } | Problem>;
}
