import type { Clock } from '../../model/clock.ts';
import { tightened } from '../../model/job-limits.ts';
import type { Account } from '../../store/accounts.ts';
import type { OwnedPackage } from '../../store/packages.ts';
import type { Page, PageRequest } from '../../store/page.ts';
import type { Store } from '../../store/store.ts';
import type { CheckedPackages } from '../checking/checked-packages.ts';
import type { PackageChecker } from '../checking/package-checker.ts';
import type { DeleteOutcome, PackageOutcome, Upload } from '../chief.ts';
import type { ChiefSettings } from '../chief-settings.ts';
import { type PackageShelf, packageSpace } from '../content/package-shelf.ts';
import { type Upload as Received, receiveUpload } from '../content/receive-upload.ts';
import { isEvilArchive } from '../policy/evil-archive.ts';
import type { NewIncident } from '../policy/record-incident.ts';
import { type Problem, problem } from '../problem.ts';
import type { AccountSpace, HeldSpace } from '../space/account-space.ts';
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
  readonly incident: (incident: NewIncident) => Promise<unknown>;
}

/** A tar takes this much beside the content of each file, and the end of an archive is not counted to the byte. */
const archiveBytesPerFile = 2048;
const archiveBytes = 1024 * 1024;

/** The packages of accounts. */
export class AccountPackages {
  readonly #parts: AccountPackagesParts;

  constructor(parts: AccountPackagesParts) {
    this.#parts = parts;
  }

  /** The largest archive that may hold a package within the limits. */
  get uploadBytes(): number {
    const { packageBytes, packageFiles } = this.#parts.settings.limits;
    return packageBytes + packageFiles * archiveBytesPerFile + archiveBytes;
  }

  async add(account: Account, upload: Upload & { readonly fileName: string }): Promise<PackageOutcome> {
    const { home, space, settings } = this.#parts;
    const { body, expectedBytes, fileName } = upload;
    const held = space.hold({ account: account.name, kind: 'incoming', quotaBytes: settings.quotaBytes });
    try {
      const bounds = { maxBytes: this.uploadBytes, expectedBytes, claim: held.claim };
      const received = await receiveUpload(home, body, bounds);
      if (received.kind !== 'received') return contentProblem(received);
      const { upload } = received;
      return await this.#accept(account, upload, fileName, held).finally(() => upload.discard());
    } finally {
      await held.release();
    }
  }

  /** The schemas of parameters, which may be long, are left to those who ask for the package itself. */
  async list(account: Account, page: PageRequest): Promise<Page<OwnedPackage>> {
    const { items, next } = await this.#parts.store.packages.list(ownerFor(account), page);
    return { items: items.map(withoutParams), next };
  }

  async find(account: Account, digest: string): Promise<OwnedPackage | Problem> {
    return (await this.#own(account, digest)) ?? notFound('package');
  }

  async remove(account: Account, digest: string): Promise<DeleteOutcome> {
    const found = await this.#own(account, digest);
    const removed = found === null ? 'unknown' : await this.#parts.shelf.remove(digest, found.owner);
    if (removed === 'unknown') return notFound('package');
    if (removed === 'in-use') return problem('in-use', 'Jobs that have not ended need this package.');
    return { kind: 'deleted' };
  }

  async #accept(
    account: Account,
    { path, bytes }: Received,
    fileName: string,
    held: HeldSpace,
  ): Promise<PackageOutcome> {
    const { settings, shelf, checker, checked, clock, incident } = this.#parts;
    const { limits, quotaBytes, checks } = settings;
    const options = {
      limits,
      strict: false,
      helperGenerators: checks.helperGenerators,
      forRun: true,
      fileName,
    };
    const validation = await checker.validate(path, options, account.name);
    if (validation.kind === 'wrong-usage')
      return problem('bad-archive', 'The upload cannot be read as a tar, tar.gz or zip archive.');
    const { source, report } = validation;
    if (report.refused || source === null) {
      const evil = report.findings.find((finding) => isEvilArchive([finding]));
      if (evil !== undefined)
        await incident({
          account: account.name,
          act: { kind: 'evil-archive' },
          seen: evil.message,
          job: null,
          package: null,
        });
      return { kind: 'refused', report };
    }
    // The archive goes when what it holds is there, and both count no more than the larger.
    const refusal = await held.claim(Math.max(bytes, packageSpace(source)));
    if (refusal !== null) return contentProblem({ kind: refusal });
    const added = await shelf.add(source, account.name, quotaBytes, clock.wallTimeMs());
    if (!('package' in added)) return contentProblem(added);
    checked.keep(source.digest, tightened(limits, source.manifest?.limits ?? {}), report);
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
