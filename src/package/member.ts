/** What a folder or archive says that a member is. Only files and folders can be part of a package. */
export type MemberKind =
  | 'file'
  | 'folder'
  | 'symbolic link'
  | 'hard link'
  | 'device'
  | 'fifo'
  | 'socket'
  | 'member of an unknown kind';

export interface Member {
  readonly name: string;
  readonly kind: MemberKind;
  /** What the header or the file system claims, in bytes; readers refuse content of any other size. */
  readonly size: number;
  /** Unix mode, 0 where there is none. */
  readonly mode: number;
}
