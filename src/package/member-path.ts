import { bytesOfName, isUtf8Name } from '../text/byte-names.ts';

/** A member's place below the package root, `''` for the root itself, or why its name is refused. */
export type MemberPath = { readonly path: string } | { readonly problem: string; readonly help: string };

/** Characters that hide, reorder or break the text around them: controls, format marks, separators. */
const hiddenCharacters = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

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
  const path = datasetMemberPath(name);
  if ('problem' in path) return path;
  if (hiddenCharacters.test(name))
    return { problem: 'its name holds control or invisible characters', help: rename };
  if (name.endsWith('.py') && !isUtf8Name(name))
    return { problem: 'its name is not valid UTF-8, so that Python cannot import it', help: rename };
  if (/^[A-Za-z]:/.test(name)) return { problem: 'its name begins with a drive letter', help: packAgain };
  if (name.includes('\\'))
    return {
      problem: 'its name holds a backslash',
      help: 'Rename it, or pack again with a tool that separates folders with `/`.',
    };
  return path;
}

/**
 * Reads the name of a member of a dataset's archive as a path below the dataset's folder. Names of data are bytes as
 * they come; only what would lead elsewhere, or that no folder can hold, is refused.
 */
export function datasetMemberPath(name: string): MemberPath {
  if (name.length > longestPath || bytesOfName(name).length > longestPath)
    return { problem: `its name is longer than ${longestPath} bytes`, help: 'Use shorter names.' };
  if (name.includes('\0')) return { problem: 'its name holds a NUL character', help: rename };
  if (name.startsWith('/')) return { problem: 'its name is an absolute path', help: packAgain };
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..'))
    return { problem: 'its name leads out of the package with `..`', help: packAgain };
  if (parts.some((part) => bytesOfName(part).length > longestPart))
    return { problem: `its name has a part longer than ${longestPart} bytes`, help: 'Use shorter names.' };
  return { path: parts.join('/') };
}
