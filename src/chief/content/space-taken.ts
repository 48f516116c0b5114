/** What a file system takes for a member beside its content. */
const inodeBytes = 512;
/** File systems give out space in blocks of this size. */
const blockBytes = 4096;
/** A folder has a block of its own for the names in it. */
export const folderSpace = inodeBytes + blockBytes;

/** Space that a file of so many bytes takes, as quotas count it: its inode, and its content in whole blocks. */
export function spaceTaken(bytes: number): number {
  return inodeBytes + Math.ceil(bytes / blockBytes) * blockBytes;
}
