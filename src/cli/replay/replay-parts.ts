import type { PackageSource } from '../../model/package-source.ts';
import type { KeptFragment } from '../kept/kept-fragments.ts';
import type { Meant } from './find-fragment.ts';

/** All that a replay needs, whatever runs it. */
export interface ReplayParts {
  readonly meant: Meant;
  readonly one: KeptFragment;
  readonly source: PackageSource;
  /** Private folder, removed afterwards. */
  readonly folder: string;
}
