import type { Validation } from '../../checks/validate-package.ts';
import type { Clock } from '../../model/clock.ts';
import { tightened } from '../../model/job-limits.ts';
import type { Account } from '../../store/accounts.ts';
import type { OwnedPackage } from '../../store/packages.ts';
import type { Page, PageRequest } from '../../store/page.ts';
import type { Store } from '../../store/store.ts';
import type { Caller } from '../caller.ts';
import type { CheckedPackages } from '../checking/checked-packages.ts';
import type { PackageChecker } from '../checking/package-checker.ts';
import type { CheckOutcome, DeleteOutcome, PackageOutcome, ServedFile, Upload } from '../chief.ts';
import type { ChiefSettings } from '../chief-settings.ts';
import { packageFolder } from '../content/content-paths.ts';
import { listPackage, packageFileAt } from '../content/package-files.ts';
import { type PackageShelf, packageSpace } from '../content/package-shelf.ts';
import { type Upload as Received, receiveUpload } from '../content/receive-upload.ts';
import { isEvilArchive } from '../policy/evil-archive.ts';
import type { NewIncident } from '../policy/record-incident.ts';
import { type Problem, problem } from '../problem.ts';
import type { AccountSpace, HeldSpace } from '../space/account-space.ts';
import type { ActBook } from './act-book.ts';
import { contentProblem } from './content-problem.ts';
import { notFound, ownerFor } from './rights.ts';

export interface AccountPackagesParts {
  readonly home: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: ChiefSettings;
  readonly space: AccountSpace;
  readonly shelf: PackageShelf;
  readonly checker: PackageChecker;
  readonly checked: CheckedPackages;
  /** Workers may run on other machines. */
  readonly remoteWorkers: boolean;
  readonly acts: ActBook;
  readonly incident: (incident: NewIncident) => Promise<unknown>;
}

/** A tar takes this much beside the content of each file, and the end of an archive is not counted to the byte. */
const archiveBytesPerFile = 2048;
const archiveBytes = 1024 * 1024;

/** Checks that keep nothing, of one account at the same time. */
const mostChecks = 4;

type NamedUpload = Upload & { readonly fileName: string };

/** The packages of accounts. */
export class AccountPackages {
  readonly #parts: AccountPackagesParts;
  /** Checks under way, by account. */
  readonly #checks = new Map<string, number>();

  constructor(parts: AccountPackagesParts) {
    this.#parts = parts;
  }

  /** The largest archive that may hold a package within the limits. */
  get uploadBytes(): number {
    const { packageBytes, wheelBytes, packageFiles } = this.#parts.settings.limits;
    return packageBytes + wheelBytes + packageFiles * archiveBytesPerFile + archiveBytes;
  }

  add(account: Caller, upload: NamedUpload): Promise<PackageOutcome> {
    return this.#received(account, upload, (received, held) =>
      this.addReceived(account, received, upload.fileName, held),
    );
  }

  /** As {@link add} without keeping anything. No account has more than a few under way. */
  async check(account: Caller, upload: NamedUpload): Promise<CheckOutcome> {
    const underway = this.#checks.get(account.name) ?? 0;
    if (underway >= mostChecks)
      return problem('too-many-checks', `The account ${account.name} has ${underway} checks under way.`);
    this.#checks.set(account.name, underway + 1);
    try {
      return await this.#received<CheckOutcome>(account, upload, async ({ path }) => {
        const checked = await this.#checked(account, path, upload.fileName);
        if (checked.kind === 'problem') return checked;
        const { source, report } = checked;
        if (source === null) return { kind: 'checked', report, package: null };
        const { name, manifest, files } = source;
        const read = { name, manifest, files: files.size, bytes: packageSpace(source) };
        return { kind: 'checked', report, package: read };
      });
    } finally {
      const left = this.#checks.get(account.name)! - 1;
      if (left === 0) this.#checks.delete(account.name);
      else this.#checks.set(account.name, left);
    }
  }

  async files(account: Account, digest: string) {
    if ((await this.#own(account, digest)) === null) return notFound('package');
    return { items: await listPackage(packageFolder(this.#parts.home, digest)) };
  }

  async file(account: Account, digest: string, path: string): Promise<ServedFile | Problem> {
    if ((await this.#own(account, digest)) === null) return notFound('package');
    const { home } = this.#parts;
    return (await packageFileAt(packageFolder(home, digest), path)) ?? notFound('file');
  }

  /** The schemas of parameters, which may be long, are left to those who ask for the package itself. */
  async list(account: Account, page: PageRequest): Promise<Page<OwnedPackage>> {
    const { items, next } = await this.#parts.store.packages.list(ownerFor(account), page);
    return { items: items.map(withoutParams), next };
  }

  async find(account: Account, digest: string): Promise<OwnedPackage | Problem> {
    return (await this.#own(account, digest)) ?? notFound('package');
  }

  async remove(account: Caller, digest: string): Promise<DeleteOutcome> {
    const found = await this.#own(account, digest);
    const removed = found === null ? 'unknown' : await this.#parts.shelf.remove(digest, found.owner);
    if (found === null || removed === 'unknown') return notFound('package');
    if (removed === 'in-use') return problem('in-use', 'Jobs that have not ended need this package.');
    const deed = { action: 'package-deleted', owner: found.owner, subject: digest } as const;
    await this.#parts.acts.did(account, 'a package was deleted', deed);
    return { kind: 'deleted' };
  }

  /** Has a body on disk for as long as it is used. */
  async #received<Outcome>(
    account: Caller,
    { body, expectedBytes }: Upload,
    use: (received: Received, held: HeldSpace) => Promise<Outcome>,
  ): Promise<Outcome | Problem> {
    const { home, space, settings } = this.#parts;
    const held = space.hold({ account: account.name, kind: 'incoming', quotaBytes: settings.quotaBytes });
    try {
      const bounds = { maxBytes: this.uploadBytes, expectedBytes, claim: held.claim };
      const received = await receiveUpload(home, body, bounds);
      if (received.kind !== 'received') return contentProblem(received);
      const { upload } = received;
      return await use(upload, held).finally(() => upload.discard());
    } finally {
      await held.release();
    }
  }

  /** What the checks find in an archive; an evil one is an incident. */
  async #checked(
    account: Caller,
    path: string,
    fileName: string,
  ): Promise<Extract<Validation, { kind: 'checked' }> | Problem> {
    const { settings, checker, remoteWorkers, incident } = this.#parts;
    const { limits, checks } = settings;
    const options = {
      limits,
      strict: false,
      helperGenerators: checks.helperGenerators,
      remoteWorkers,
      forRun: true,
      fileName,
    };
    const validation = await checker.validate(path, options, account.name);
    if (validation.kind === 'wrong-usage')
      return problem('bad-archive', 'The upload cannot be read as a tar, tar.gz or zip archive.');
    const { source, report } = validation;
    const isRefused = report.refused || source === null;
    const evil = isRefused ? report.findings.find((finding) => isEvilArchive([finding])) : undefined;
    if (evil !== undefined)
      await incident({
        account: account.name,
        act: { kind: 'evil-archive' },
        seen: evil.message,
        job: null,
        package: null,
      });
    return validation;
  }

  /** The same with an archive that came before, in space that it has; it is left where it is. */
  async addReceived(
    account: Caller,
    { path, bytes }: Received,
    fileName: string,
    held: HeldSpace,
  ): Promise<PackageOutcome> {
    const { settings, shelf, checked, clock } = this.#parts;
    const { limits, quotaBytes } = settings;
    const validation = await this.#checked(account, path, fileName);
    if (validation.kind === 'problem') return validation;
    const { source, report } = validation;
    if (report.refused || source === null) {
      this.#parts.acts.tell(account, 'a package was refused', { errors: report.errors });
      return { kind: 'refused', report };
    }
    // The archive goes when what it holds is there, and both count no more than the larger.
    const refusal = await held.claim(Math.max(bytes, packageSpace(source)));
    if (refusal !== null) return contentProblem({ kind: refusal });
    const added = await shelf.add(source, account.name, quotaBytes, clock.wallTimeMs());
    if (!('package' in added)) return contentProblem(added);
    checked.keep(source.digest, tightened(limits, source.manifest?.limits ?? {}), report);
    this.#parts.acts.tell(account, 'a package was uploaded', { package: source.digest, bytes });
    return { kind: added.kind, package: added.package, report };
  }

  /** The account's own package; for an admin who has none of that digest, the one of any account. */
  async #own(account: Account, digest: string): Promise<OwnedPackage | null> {
    const { packages } = this.#parts.store;
    return (
      (await packages.find(digest, account.name)) ??
      (account.admin ? await packages.find(digest, null) : null)
    );
  }
}

function withoutParams(owned: OwnedPackage): OwnedPackage {
  if (owned.manifest === null) return owned;
  const { params: _, ...manifest } = owned.manifest;
  return { ...owned, manifest };
}
