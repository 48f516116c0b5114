import type { ValidateOptions, Validation } from '../../checks/validate-package.ts';

/** Checks packages without keeping the chief from answering. */
export interface PackageChecker {
  /** As `validatePackage` does, for an archive or a folder. */
  validate(path: string, options: ValidateOptions): Promise<Validation>;
  close(): Promise<void>;
}
