import type { CheckReport } from '../../model/finding.ts';
import type { Limits } from '../../model/limits.ts';
import type { PackageSource } from '../../model/package-source.ts';
import type { ChiefSettings } from '../chief-settings.ts';
import { packageFolder } from '../content/content-paths.ts';
import { CheckedPackages } from './checked-packages.ts';
import type { PackageChecker } from './package-checker.ts';

export interface StoredChecksParts {
  readonly home: string;
  readonly checker: PackageChecker;
  readonly settings: Pick<ChiefSettings, 'checks' | 'limits'>;
  /** Workers may run on other machines. */
  readonly remoteWorkers: boolean;
}

/** Checks of packages that are stored, each once for the limits that it is checked against. */
export class StoredChecks {
  readonly reports = new CheckedPackages();
  readonly #parts: StoredChecksParts;

  constructor(parts: StoredChecksParts) {
    this.#parts = parts;
  }

  /** The report on a stored package, for a run of the account. Throws where the package is not there any more. */
  async check(source: PackageSource, limits: Limits, account: string): Promise<CheckReport> {
    const { home, checker, settings, remoteWorkers } = this.#parts;
    const known = this.reports.find(source.digest, limits);
    if (known !== null) return known;
    const path = packageFolder(home, source.digest);
    const { helperGenerators } = settings.checks;
    const options = {
      ...{ limits, chiefLimits: settings.limits, strict: false, forRun: true },
      ...{ helperGenerators, remoteWorkers },
    };
    const validation = await checker.validate(path, options, account);
    if (validation.kind === 'wrong-usage') throw new Error(validation.message);
    this.reports.keep(source.digest, limits, validation.report);
    return validation.report;
  }
}
