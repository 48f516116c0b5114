import type { ChiefUploads } from '../chief-uploads.ts';
import type { AccountUploads } from './account-uploads.ts';
import type { Admission } from './admission.ts';

/** Uploads in parts, where the chief takes any. */
export function admittedUploads({
  admission,
  uploads,
}: {
  readonly admission: Admission;
  readonly uploads: AccountUploads;
}): ChiefUploads {
  return {
    begin: (account, wanted) => admission.storing(account, () => uploads.begin(account, wanted)),
    list: (account) => uploads.list(account),
    find: (account, id) => uploads.find(account, id),
    append: (account, id, part) => admission.storing(account, () => uploads.append(account, id, part)),
    remove: (account, id) => admission.freeing(() => uploads.remove(account, id)),
  };
}
