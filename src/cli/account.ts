import { type Command, InvalidArgumentError, Option } from 'commander';
import { accountSettingMeanings } from '../settings/account-settings.ts';
import { auditActions } from '../store/audit.ts';
import type { AuditFlags } from './account/show-audit.ts';
import type { CliIo } from './cli-io.ts';
import { itemList } from './display/item-list.ts';

interface JsonFlag {
  readonly json?: true;
}

/** `butcher account list|show|set|block|unblock|stop|delete|strikes|audit`. */
export function registerAccount(program: Command, io: CliIo): void {
  const account = program
    .command('account')
    .description('Shows the accounts of the chief of this home, and lets its operator see to them.');
  const actions = () => import('./account/account-commands.ts');

  account
    .command('list')
    .description('Lists accounts with their strikes and what they have stored.')
    .option('--json', 'print one JSON object per account')
    .showHelpAfterError('(see butcher account list --help)')
    .action(async (flags: JsonFlag) => (await actions()).listAccounts(flags, io));
  account
    .command('show')
    .description('Shows one account, with what was decided for it alone.')
    .argument('<ACCOUNT>')
    .option('--json', 'print one JSON object')
    .showHelpAfterError('(see butcher account show --help)')
    .action(async (name: string, flags: JsonFlag) => (await actions()).showAccount(name, flags, io));
  account
    .command('set')
    .description('Decides something for one account, such as quotaBytes=200GiB or limits.memory=4GiB.')
    .argument('<ACCOUNT>')
    .argument('<SETTING=VALUE...>', 'without a value: as the chief has it for all')
    .addHelpText(
      'after',
      ({ command }) => `\nWhat can be decided:\n${itemList(accountSettingMeanings, command)}`,
    )
    .showHelpAfterError('(see butcher account set --help)')
    .action(async (name: string, words: readonly string[]) =>
      (await actions()).configureAccount(name, words, io),
    );
  account
    .command('block')
    .description('Refuses an account everything until it is unblocked.')
    .argument('<ACCOUNT>')
    .option('--reason <TEXT>', 'shown to the account and kept in the audit trail', 'blocked by the operator')
    .option('--stop', 'cancel what it has running and waiting, too')
    .showHelpAfterError('(see butcher account block --help)')
    .action(async (name: string, flags: { readonly reason: string; readonly stop?: true }) =>
      (await actions()).blockAccount(name, flags, io),
    );
  account
    .command('unblock')
    .description('Lets an account in again and forgives its strikes.')
    .argument('<ACCOUNT>')
    .showHelpAfterError('(see butcher account unblock --help)')
    .action(async (name: string) => (await actions()).unblockAccount(name, io));
  account
    .command('stop')
    .description('Cancels all jobs of an account, by asking the chief that serves this home.')
    .argument('<ACCOUNT>')
    .option('--reason <TEXT>', 'told to the owner of the jobs')
    .showHelpAfterError('(see butcher account stop --help)')
    .action(async (name: string, flags: { readonly reason?: string }) =>
      (await import('./account/remote-accounts.ts')).stopAccount(name, flags, io),
    );
  account
    .command('delete')
    .description('Deletes an account with all that it has, by asking the chief that serves this home.')
    .argument('<ACCOUNT>')
    .option('--yes', 'delete it; without this, what would go is only shown')
    .showHelpAfterError('(see butcher account delete --help)')
    .action(async (name: string, flags: { readonly yes?: true }) =>
      (await import('./account/remote-accounts.ts')).deleteAccount(name, flags, io),
    );
  account
    .command('strikes')
    .description('Lists the strikes of an account with their reasons, newest first.')
    .argument('<ACCOUNT>')
    .option('--json', 'print one JSON object per strike')
    .showHelpAfterError('(see butcher account strikes --help)')
    .action(async (name: string, flags: JsonFlag) => (await actions()).listStrikes(name, flags, io));
  account
    .command('audit')
    .description(
      'Shows what was done to accounts and their things, by whom, when and from where; newest first.',
    )
    .argument('[ACCOUNT]', 'only what concerns this account')
    .option('--by <ACCOUNT>', 'only what this account did, or `operator` or `chief`')
    .addOption(new Option('--action <ACTION>', 'only acts of this kind').choices(auditActions))
    .option('--since <TIME>', 'only what was done in the last such as 30d or 12h, or since 2026-01-31')
    .option('--limit <N>', 'show so many rows', rowCount, 50)
    .option('--all', 'show all rows')
    .option('--json', 'print one JSON object per row')
    .showHelpAfterError('(see butcher account audit --help)')
    .action(async (name: string | undefined, flags: AuditFlags) =>
      (await import('./account/show-audit.ts')).showAudit(name, flags, io),
    );
}

function rowCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count === 0) throw new InvalidArgumentError('Write a whole number from 1 to 999999.');
  return count;
}
