import type { ComponentChildren } from 'preact';
import { Nothing } from '../parts/bits.tsx';
import type { Place } from '../state/route.ts';
import { JobView } from '../views/job/job.tsx';
import { JobsView } from '../views/jobs/jobs.tsx';
import { MachineView } from '../views/machine.tsx';
import { MeView } from '../views/me.tsx';
import { NewJobView } from '../views/new-job/new-job.tsx';
import { AccountView } from '../views/operator/account.tsx';
import { AccountsView } from '../views/operator/accounts.tsx';
import { PackageView } from '../views/stored/package.tsx';
import { StoredView } from '../views/stored/stored.tsx';

export interface View {
  readonly title: string;
  readonly show: () => ComponentChildren;
}

/** The view of a place; what is for operators is there for operators alone. Null: who it is, is not known yet. */
export function viewAt({ words, query }: Place, admin: boolean | null): View {
  const [first = 'jobs', second, third] = words;
  if (first === 'jobs' && second === undefined)
    return { title: 'Jobs', show: () => <JobsView query={query} /> };
  if (first === 'jobs' && second === 'new')
    return { title: 'New job', show: () => <NewJobView query={query} /> };
  if (first === 'jobs' && second !== undefined)
    return { title: `Job ${second}`, show: () => <JobView key={second} id={second} part={third ?? ''} /> };
  if (first === 'stored' && second === undefined)
    return { title: 'Packages and data', show: () => <StoredView /> };
  if (first === 'stored' && second !== undefined)
    return {
      title: 'Package',
      show: () => <PackageView key={second} digest={second} path={third ?? null} />,
    };
  if (first === 'machine') return { title: 'Machine', show: () => <MachineView /> };
  if (first === 'me') return { title: 'You', show: () => <MeView /> };
  if (first === 'accounts' && admin === null)
    return { title: 'Accounts', show: () => <Nothing>Asking the chief …</Nothing> };
  if (first === 'accounts' && admin === true && second === undefined)
    return { title: 'Accounts', show: () => <AccountsView /> };
  if (first === 'accounts' && admin === true && second !== undefined)
    return { title: `Account ${second}`, show: () => <AccountView key={second} name={second} /> };
  return { title: 'Nothing here', show: () => <Nothing>There is nothing at this address.</Nothing> };
}
