import type { Finding } from '../model/finding.ts';
import { isBundledWheel } from '../model/libraries.ts';
import type { Limits } from '../model/limits.ts';
import { inertLine } from '../text/inert-text.ts';
import { showBytes } from './archives/show-bytes.ts';
import type { Gate } from './gate.ts';
import { environmentMarkedBy, LeftOut } from './left-out.ts';
import { inOrder, loadingFinding } from './loading-finding.ts';
import type { Member, MemberKind } from './member.ts';
import { memberPath } from './member-path.ts';
import { TakenPaths } from './taken-paths.ts';

type PackageLimits = Pick<Limits, 'packageBytes' | 'wheelBytes' | 'packageFiles' | 'packageDepth'>;
/** What the bytes of a file count against. */
type Room = 'packageBytes' | 'wheelBytes';

const setUidBit = 0o4000;
const setGidBit = 0o2000;
/** After so many findings the rest of a source is not read. */
const mostFindings = 100;
/** Folders, leftovers and the like may come on top of the files: so many members for each file allowed. */
const membersPerFile = 2;

const leaveOut: Readonly<Partial<Record<MemberKind, string>>> = {
  'symbolic link': 'Put a copy of the file in its place; packages hold no links.',
  'hard link': 'Put a copy of the file in its place (`tar --hard-dereference`); packages hold no links.',
};

/**
 * The one gate through which every member of every kind of source passes: names, kinds, counts, sizes and depth are
 * checked here and nowhere else; sizes first as claimed and then, by {@link accept}, as they turned out.
 */
export class Intake implements Gate {
  readonly namesOnly = false;
  readonly #files = new Map<string, Buffer>();
  readonly #taken = new TakenPaths();
  readonly #findings: Finding[] = [];
  readonly #limits: PackageLimits;
  readonly #label: string;
  readonly #leftOut: LeftOut;
  /** Archives wrap a package in one more folder, which is not counted. */
  readonly #extraDepth: number;
  #members = 0;
  #admittedFiles = 0;
  /** Bytes of files by what they count against: as claimed, and as they turned out. */
  readonly #admitted: Record<Room, number> = { packageBytes: 0, wheelBytes: 0 };
  readonly #accepted: Record<Room, number> = { packageBytes: 0, wheelBytes: 0 };
  #stopped = false;
  #sawEnvironment = false;

  /**
   * `label` stands for the whole source in findings that belong to no member. What is left out, beside the leftovers of
   * tools, has to be known before.
   */
  constructor(
    limits: PackageLimits,
    label: string,
    extraDepth: 0 | 1,
    leftOut: LeftOut = new LeftOut(limits),
  ) {
    this.#leftOut = leftOut;
    this.#limits = limits;
    this.#label = label;
    this.#extraDepth = extraDepth;
  }

  /** True once nothing more needs to be read: the verdict is clear. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Most members that a source may hold, files or not. */
  get mostMembers(): number {
    return membersPerFile * this.#limits.packageFiles;
  }

  /** Bytes of all admitted files, as claimed. */
  get claimedBytes(): number {
    return this.#admitted.packageBytes + this.#admitted.wheelBytes;
  }

  get mostBytes(): number {
    const { packageBytes, wheelBytes } = this.#limits;
    return packageBytes + Math.min(wheelBytes, this.#admitted.wheelBytes);
  }

  get leftOut(): LeftOut {
    return this.#leftOut;
  }

  /** True where what was read may only be refused, or counted, for a virtual environment that was not known as one. */
  get mayHoldEnvironments(): boolean {
    return this.#sawEnvironment || this.#findings.length > 0;
  }

  get findings(): readonly Finding[] {
    return inOrder(this.#findings);
  }

  /** Files accepted, by path. */
  get files(): ReadonlyMap<string, Buffer> {
    return this.#files;
  }

  /**
   * Returns the path under which this member's content shall be {@link accept}ed (a file) or walked (a folder), or
   * null when it is to be passed over, because it is a leftover or because it was refused.
   */
  admit(member: Member): string | null {
    if (this.#stopped) return null;
    const named = memberPath(member.name);
    if ('path' in named && this.#leftOut.has(named.path)) return this.#passOver(member);
    this.#members += 1;
    if (this.#members > this.mostMembers) {
      const message = `${this.#label} holds more than ${this.mostMembers} files and folders.`;
      this.tooBig(this.#label, message, 'packageFiles');
      return null;
    }
    if (this.#tooDeep(member)) return null;
    if ('problem' in named) {
      this.refuseMember(member.name, named.problem, named.help);
      return null;
    }
    const { path } = named;
    if (environmentMarkedBy(path) !== null) this.#sawEnvironment = true;
    if (!this.#isOfGoodKind(member, path)) return null;
    const clash = this.#taken.take(path, member.kind === 'folder' ? 'folder' : 'file');
    if (clash !== null) {
      this.refuseMember(path, clash, 'Keep one of them.');
      return null;
    }
    if (member.kind === 'file' && !this.#fits(member, path)) return null;
    return path;
  }

  /**
   * Takes the content of an admitted file, unless all accepted files together are then too large, as they can be where
   * one is larger than it claimed.
   */
  accept(path: string, bytes: Buffer): void {
    const room = this.#roomOf(path);
    const most = this.#limits[room];
    this.#accepted[room] += bytes.length;
    if (this.#accepted[room] <= most) this.#files.set(path, bytes);
    else if (room === 'packageBytes') this.tooMuchUnpacked(`is larger than ${showBytes(most)}`);
    else {
      const message = `${this.#label} brings wheels of more than ${showBytes(most)}.`;
      this.tooBig(this.#label, message, room);
    }
  }

  /** Notes why a member is refused: `problem` is a clause about "it". */
  refuseMember(name: string, problem: string, help: string): void {
    const shown = shownName(name);
    this.#note('BUT108', shown, `\`${shown}\` cannot be part of a package: ${problem}.`, help);
  }

  /** Says that nothing after what was noted can be read. */
  stop(): void {
    this.#stopped = true;
  }

  /** Notes why the source as a whole cannot be read, and stops. */
  refuseSource(problem: string, help: string): void {
    this.#note('BUT108', this.#label, `${this.#label} ${problem}.`, help);
    this.#stopped = true;
  }

  /** Notes that the source is beyond a limit, and stops. */
  tooBig(file: string, message: string, limit: keyof PackageLimits): void {
    const help =
      limit === 'wheelBytes'
        ? `Leave out wheels that are not needed, or have the index give them. \`--limit ${limit}=…\` sets the limit.`
        : `Leave out what the package does not need; data belongs in the dataset. \`--limit ${limit}=…\` sets the limit.`;
    this.#note('BUT109', file, message, help);
    this.#stopped = true;
  }

  /** Notes a file that lies too deep where the package has its final shape. */
  checkDepth(path: string): void {
    const folders = path.split('/').length - 1;
    if (folders > this.#limits.packageDepth) this.#refuseDepth(path, folders);
  }

  /** `problem` continues the name of the source. */
  tooMuchUnpacked(problem: string): void {
    this.tooBig(this.#label, `${this.#label} ${problem}.`, 'packageBytes');
  }

  #passOver({ kind, size }: Member): null {
    if (!this.#leftOut.count(kind === 'file' ? size : 0)) {
      const message = `${this.#label} holds more than ${this.#leftOut.mostMembers} files and folders that are left out.`;
      this.tooBig(this.#label, message, 'packageFiles');
    }
    return null;
  }

  #tooDeep(member: Member): boolean {
    const folders =
      member.name.split('/').filter((part) => part !== '' && part !== '.').length -
      (member.kind === 'folder' ? 0 : 1);
    if (folders <= this.#limits.packageDepth + this.#extraDepth) return false;
    this.#refuseDepth(member.name, folders);
    return true;
  }

  #refuseDepth(name: string, folders: number): void {
    const shown = shownName(name);
    this.tooBig(
      shown,
      `\`${shown}\` lies ${folders} folders deep; a package may be ${this.#limits.packageDepth} deep.`,
      'packageDepth',
    );
  }

  #isOfGoodKind(member: Member, path: string): boolean {
    const { kind, mode } = member;
    if (kind !== 'file' && kind !== 'folder') {
      const article = /^[aeiou]/.test(kind) ? 'an' : 'a';
      this.refuseMember(path, `it is ${article} ${kind}`, leaveOut[kind] ?? 'Leave it out.');
      return false;
    }
    // The set-group-id bit is allowed: folders that a group shares often have it, and it says nothing about what is in
    // them.
    if ((mode & setUidBit) !== 0 || (kind === 'file' && (mode & setGidBit) !== 0)) {
      this.refuseMember(path, 'it is set-user-id or set-group-id', `Take the bit away: \`chmod ug-s\`.`);
      return false;
    }
    if (path === '' && kind === 'file') {
      this.refuseMember(member.name, 'it has no name', 'Leave it out.');
      return false;
    }
    return true;
  }

  #fits(member: Member, path: string): boolean {
    const room = this.#roomOf(path);
    this.#admittedFiles += 1;
    this.#admitted[room] += member.size;
    const { packageFiles, [room]: mostBytes } = this.#limits;
    if (this.#admittedFiles > packageFiles) {
      this.tooBig(this.#label, `${this.#label} holds more than ${packageFiles} files.`, 'packageFiles');
      return false;
    }
    if (this.#admitted[room] > mostBytes) {
      const shown = shownName(path);
      const what = room === 'wheelBytes' ? 'the wheels of the package are' : 'the package is';
      this.tooBig(
        shown,
        `With \`${shown}\` (${showBytes(member.size)}) ${what} larger than ${showBytes(mostBytes)}.`,
        room,
      );
      return false;
    }
    return true;
  }

  /** The folder that wraps the package in an archive, if one does, is still there. */
  #roomOf(path: string): Room {
    const inner = this.#extraDepth === 0 ? path : path.slice(path.indexOf('/') + 1);
    return isBundledWheel(path) || isBundledWheel(inner) ? 'wheelBytes' : 'packageBytes';
  }

  #note(rule: 'BUT108' | 'BUT109', file: string, message: string, help: string): void {
    if (this.#stopped) return;
    this.#findings.push(loadingFinding(rule, file, message, help));
    if (this.#findings.length >= mostFindings) this.#stopped = true;
  }
}

/** A member's name as findings show it: inert, and cut in the middle when long. */
function shownName(name: string): string {
  return inertLine(name.length <= 160 ? name : `${name.slice(0, 79)}…${name.slice(-79)}`);
}
