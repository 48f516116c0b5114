import { type Command, InvalidArgumentError } from 'commander';
import type { CliIo } from './cli-io.ts';

/** `butcher account list|block|unblock|audit`. */
export function registerAccount(program: Command, io: CliIo): void {
  const account = program
    .command('account')
    .description(
      'Shows the accounts of the chief of this home, and lets the operator block and unblock them.',
    );
  const actions = () => import('./account/account-commands.ts');

  account
    .command('list')
    .description('Lists accounts with their strikes and what they have stored.')
    .option('--json', 'print one JSON object per account')
    .showHelpAfterError('(see butcher account list --help)')
    .action(async (flags: { readonly json?: true }) => (await actions()).listAccounts(flags, io));
  account
    .command('block')
    .description('Refuses an account everything until it is unblocked.')
    .argument('<ACCOUNT>')
    .option('--reason <TEXT>', 'shown to the account and kept in the audit trail', 'blocked by the operator')
    .showHelpAfterError('(see butcher account block --help)')
    .action(async (name: string, flags: { readonly reason: string }) =>
      (await actions()).blockAccount(name, flags.reason, io),
    );
  account
    .command('unblock')
    .description('Lets an account in again and forgives its strikes.')
    .argument('<ACCOUNT>')
    .showHelpAfterError('(see butcher account unblock --help)')
    .action(async (name: string) => (await actions()).unblockAccount(name, io));
  account
    .command('audit')
    .description('Shows what was done to accounts and packages, by whom and when; newest first.')
    .argument('[ACCOUNT]', 'only what concerns this account')
    .option('--limit <N>', 'show so many rows', rowCount, 50)
    .option('--json', 'print one JSON object per row')
    .showHelpAfterError('(see butcher account audit --help)')
    .action(async (name: string | undefined, flags: { readonly limit: number; readonly json?: true }) =>
      (await actions()).showAudit(name, flags, io),
    );
}

function rowCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count === 0) throw new InvalidArgumentError('Write a whole number from 1 to 999999.');
  return count;
}
