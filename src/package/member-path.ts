/** A member's place below the package root, `''` for the root itself, or why its name is refused. */
export type MemberPath = { readonly path: string } | { readonly problem: string; readonly help: string };

/** Characters that hide, reorder or break the text around them: controls, format marks, separators, halves of pairs. */
const hiddenCharacters = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Longest part of a path that the usual file systems store, and longest whole path, in bytes of UTF-8. */
const longestPart = 255;
const longestPath = 1024;

const rename = 'Rename it with plain letters, digits, `.`, `_` and `-`.';
const packAgain = 'Pack the folder again, from inside or beside it, so that names are relative to it.';

/**
 * Reads the name of an archive's member or of a file in a folder as a path below the package root.
 * `.` and empty parts are dropped; anything that could lead elsewhere, or look like another name, is refused.
 */
export function memberPath(name: string): MemberPath {
  if (Buffer.byteLength(name) > longestPath)
    return { problem: `its name is longer than ${longestPath} bytes`, help: 'Use shorter names.' };
  if (name.includes('\0')) return { problem: 'its name holds a NUL character', help: rename };
  if (hiddenCharacters.test(name))
    return { problem: 'its name holds control or invisible characters', help: rename };
  if (name.includes('\uFFFD')) return { problem: 'its name is not valid UTF-8', help: rename };
  if (/^[A-Za-z]:/.test(name)) return { problem: 'its name begins with a drive letter', help: packAgain };
  if (name.includes('\\'))
    return {
      problem: 'its name holds a backslash',
      help: 'Rename it, or pack again with a tool that separates folders with `/`.',
    };
  if (name.startsWith('/')) return { problem: 'its name is an absolute path', help: packAgain };
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..'))
    return { problem: 'its name leads out of the package with `..`', help: packAgain };
  if (parts.some((part) => Buffer.byteLength(part) > longestPart))
    return { problem: `its name has a part longer than ${longestPart} bytes`, help: 'Use shorter names.' };
  return { path: parts.join('/') };
}
