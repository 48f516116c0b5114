import type { ClaimRefusal } from './claim.ts';

/** Why an archive did not become a folder. */
export type UnpackRefusal =
  | { readonly kind: ClaimRefusal }
  | { readonly kind: 'too-large'; readonly maxBytes: number }
  | {
      readonly kind: 'bad-archive';
      /** One sentence about the archive or the member at fault. */
      readonly message: string;
      /** What to do about it. */
      readonly help: string;
    };

/** Carries a refusal out of the reading of an archive. */
export class UnpackRefused extends Error {
  override readonly name = 'UnpackRefused';
  constructor(readonly refusal: UnpackRefusal) {
    super(refusal.kind);
  }
}

export function badArchive(message: string, help: string): UnpackRefusal {
  return { kind: 'bad-archive', message, help };
}
