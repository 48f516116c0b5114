import type { ValidateOptions, Validation } from '../../checks/validate-package.ts';

/** Checks packages without keeping the chief from answering. */
export interface PackageChecker {
  /** As `validatePackage` does, for an archive or a folder. No account's packages keep those of another waiting. */
  validate(path: string, options: ValidateOptions, account: string): Promise<Validation>;
  close(): Promise<void>;
}
