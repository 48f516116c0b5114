import type { LeftOut } from './left-out.ts';
import type { Member } from './member.ts';

/** What a reader of archives needs of what it reads for: an intake, or a look at the names alone. */
export interface Gate {
  /** Content is not wanted: the reader may stop once it has named every member. */
  readonly namesOnly: boolean;
  /** True once nothing more needs to be read. */
  readonly stopped: boolean;
  readonly mostMembers: number;
  /** Of all files together: wheels have room of their own, once they were seen. */
  readonly mostBytes: number;
  readonly leftOut: LeftOut;
  /** Bytes that the members seen so far claim to have unpacked. */
  readonly claimedBytes: number;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly findings: readonly unknown[];
  /** The path for the member's content, or null where it is passed over. */
  admit(member: Member): string | null;
  accept(path: string, bytes: Buffer): void;
  refuseMember(name: string, problem: string, help: string): void;
  refuseSource(problem: string, help: string): void;
  tooMuchUnpacked(problem: string): void;
  stop(): void;
}
