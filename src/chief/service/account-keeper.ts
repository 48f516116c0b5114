import type { Clock } from '../../model/clock.ts';
import { saidText } from '../../model/names.ts';
import type { Account } from '../../store/accounts.ts';
import type { Store } from '../../store/store.ts';
import { actOf, type Caller, logged } from '../caller.ts';
import type { DeleteOutcome, StopOutcome } from '../chief.ts';
import type { ChiefLog } from '../chief-log.ts';
import { type Problem, problem } from '../problem.ts';
import { type Standing, usualStanding } from '../queue/shares.ts';
import type { QueueRunner } from '../running/queue-runner.ts';
import type { Ballast } from '../space/ballast.ts';
import { adminAccount } from '../tokens/issue-token.ts';
import type { AccountDatasets } from './account-datasets.ts';
import type { AccountJobs } from './account-jobs.ts';
import type { AccountPackages } from './account-packages.ts';
import type { AccountUploads } from './account-uploads.ts';

export interface AccountKeeperParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly queueRunner: Pick<QueueRunner, 'accounts' | 'setStanding'>;
  readonly jobs: Pick<AccountJobs, 'endAll' | 'list' | 'remove'>;
  readonly packages: Pick<AccountPackages, 'list' | 'remove'>;
  readonly datasets: Pick<AccountDatasets, 'list' | 'remove'>;
  readonly uploads: Pick<AccountUploads, 'list' | 'remove'>;
  readonly ballast: Pick<Ballast, 'lend'>;
}

/** How soon it is noticed what a command beside the chief did. */
const lookEveryMs = 1000;

/** Holds running jobs to what was decided about their accounts, also by a command that only the store tells of. */
export class AccountKeeper {
  readonly #parts: AccountKeeperParts;
  #cancelLook: (() => void) | null = null;
  #looking: Promise<void> | null = null;
  #stopped = false;

  constructor(parts: AccountKeeperParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#stopped) return;
    this.#cancelLook = this.#parts.clock.after(lookEveryMs, () => {
      void this.look().then(() => this.start());
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelLook?.();
    await this.#looking;
  }

  /** Ends now what may not run any more, and gives the rest what it may have. */
  async look(): Promise<void> {
    await this.#looking;
    this.#looking = this.#look()
      .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'accounts could not be looked at'))
      .finally(() => {
        this.#looking = null;
      });
    await this.#looking;
  }

  /** Which of these accounts may not have jobs started now, and what the others have been given. */
  async standings(names: ReadonlySet<string>): Promise<ReadonlyMap<string, Standing | 'blocked'>> {
    const standings = new Map<string, Standing | 'blocked'>();
    for (const name of names) standings.set(name, standingOf(await this.#parts.store.accounts.find(name)));
    return standings;
  }

  /** Ends all jobs of an account that have not ended; their owner is told why. */
  async stopJobs(caller: Caller, name: string, reason: string | null): Promise<StopOutcome> {
    const { store, clock, log, jobs } = this.#parts;
    if ((await store.accounts.find(name)) === null) return noAccount();
    const said = saidText(reason);
    const why = said === null ? '' : `: ${said}`;
    const ended = await jobs.endAll(name, `the job was cancelled by an operator${why}`);
    const act = actOf(caller, clock.wallTimeMs());
    const detail = `${ended} jobs${why}`;
    await store.audit.add({ ...act, account: name, action: 'account-stopped', subject: null, detail });
    log.warn({ account: name, jobs: ended, ...logged(caller) }, 'the jobs of an account were stopped');
    return { kind: 'stopped', jobs: ended };
  }

  /** Removes an account with all that it has. Where that is not finished, the account stays, and is blocked. */
  async remove(caller: Caller, name: string): Promise<DeleteOutcome> {
    const { store, clock, log, jobs } = this.#parts;
    const found = await store.accounts.find(name);
    if (found === null) return noAccount();
    if (name === adminAccount)
      return problem(
        'wrong-state',
        `The account ${name} is what the commands on the chief’s machine act for.`,
        'Revoke those of its tokens that are not to be used any more.',
      );
    if (name === caller.name)
      return problem('wrong-state', `The account ${name} is your own.`, 'Let another admin delete it.');
    const act = actOf(caller, clock.wallTimeMs());
    await store.accounts.block(name, 'the account is being deleted', act, true);
    await jobs.endAll(name, 'the job was cancelled by an operator: the account is being deleted');
    const account = { ...found, admin: false };
    const refusal = await this.#removeThings(account);
    if (refusal !== null) return refusal;
    if ((await store.accounts.remove(name, act)) === 'in-use')
      return problem('in-use', 'Something was still coming in for this account.', 'Delete it once more.');
    log.warn({ account: name, ...logged(caller) }, 'an account was deleted');
    return { kind: 'deleted' };
  }

  async #look(): Promise<void> {
    const { store, queueRunner, jobs, log, ballast } = this.#parts;
    for (const name of queueRunner.accounts) {
      const account = await store.accounts.find(name);
      const standing = standingOf(account);
      if (standing !== 'blocked') queueRunner.setStanding(name, standing);
      if (account?.blocked?.stops !== true) continue;
      const message = await this.#blockMessage(account);
      const ended = await ballast.lend(() => jobs.endAll(name, message));
      if (ended > 0) log.warn({ account: name, jobs: ended }, 'the jobs of a blocked account were stopped');
    }
  }

  async #blockMessage({ name, blocked }: Account): Promise<string> {
    const { store } = this.#parts;
    const [row] = (await store.audit.list(name, { limit: 1 }, { action: 'account-blocked' })).items;
    const who = row?.actor === 'chief' ? '' : ' by an operator';
    return `the job was cancelled${who}: the account is blocked: ${blocked?.reason}`;
  }

  /** Null where nothing is left. */
  async #removeThings(account: Account): Promise<Problem | null> {
    const { jobs, packages, datasets, uploads } = this.#parts;
    const removals = [
      async () => uploads.list(account).map(({ id }) => uploads.remove(account, id)),
      async () => (await jobs.list(account, { limit: 100 })).items.map(({ id }) => jobs.remove(account, id)),
      async () =>
        (await datasets.list(account, { limit: 100 })).items.map(({ id }) => datasets.remove(account, id)),
      async () =>
        (await packages.list(account, { limit: 100 })).items.map(({ digest }) =>
          packages.remove(account, digest),
        ),
    ];
    for (const removal of removals)
      for (;;) {
        const outcomes = await Promise.all(await removal());
        const refused = outcomes.find(({ kind }) => kind === 'problem');
        if (refused !== undefined) return refused as Problem;
        if (outcomes.length === 0) break;
      }
    return null;
  }
}

function standingOf(account: Account | null): Standing | 'blocked' {
  if (account === null || account.blocked !== null) return 'blocked';
  return { ...usualStanding, ...picked(account) };
}

function picked({ settings: { weight, slots } }: Account): Partial<Standing> {
  return { ...(weight !== undefined && { weight }), ...(slots !== undefined && { slots }) };
}

function noAccount(): Problem {
  return problem('not-found', 'There is no such account.');
}
