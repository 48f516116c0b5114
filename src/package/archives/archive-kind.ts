/** What a file is, by its first bytes; `otherwise` names a known format that is no package, or is null. */
export type ArchiveKind =
  | { readonly kind: 'tar' | 'tar.gz' | 'zip' }
  | { readonly kind: null; readonly otherwise: string | null };

/** So many bytes are looked at: one tar header. */
export const sniffedBytes = 512;

const signatures: readonly (readonly [
  hex: string,
  kind: 'tar.gz' | 'zip' | { readonly otherwise: string },
])[] = [
  ['504b0304', 'zip'],
  ['504b0506', 'zip'],
  ['504b0606', 'zip'],
  ['1f8b', 'tar.gz'],
  ['504b0708', { otherwise: 'one part of a split zip archive' }],
  ['425a68', { otherwise: 'compressed with bzip2' }],
  ['fd377a585a00', { otherwise: 'compressed with xz' }],
  ['28b52ffd', { otherwise: 'compressed with zstd' }],
  ['377abcaf271c', { otherwise: 'a 7z archive' }],
  ['526172211a07', { otherwise: 'a rar archive' }],
];

/** Recognises an archive by content; its name does not matter. */
export function archiveKind(head: Buffer): ArchiveKind {
  const hex = head.toString('hex');
  const found = signatures.find(([signature]) => hex.startsWith(signature))?.[1];
  if (found !== undefined)
    return typeof found === 'string' ? { kind: found } : { kind: null, otherwise: found.otherwise };
  return isTarHeader(head) ? { kind: 'tar' } : { kind: null, otherwise: null };
}

/** A header whose checksum is right, or the zeros that end a tar without members. */
export function isTarHeader(block: Buffer): boolean {
  if (block.length < 512) return false;
  const stored = Number.parseInt(block.toString('latin1', 148, 156).split(/[\0 ]/, 1)[0]!, 8);
  let sum = 8 * 0x20;
  for (const [index, byte] of block.subarray(0, 512).entries()) if (index < 148 || index >= 156) sum += byte;
  return sum === stored || block.every((byte) => byte === 0);
}
