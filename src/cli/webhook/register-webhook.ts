import type { Command } from 'commander';
import type { CliIo } from '../cli-io.ts';

const notes = `
The chief is that of BUTCHER_CHIEF, the token that of BUTCHER_TOKEN, or both are this machine's own.
Deliveries are signed as standardwebhooks.com has it; docs/webhooks.md says what is sent and how to check it.

Examples:
  butcher webhook set https://lab.example/butcher
  butcher webhook test

Exit codes: 0 done, 1 not delivered, 2 refused or wrong usage, 4 the chief cannot be reached.`;

/** `butcher webhook set|show|test|deliveries|rotate|remove`. */
export function registerWebhook(program: Command, io: CliIo): void {
  const webhook = program
    .command('webhook')
    .description('Has a chief tell a URL of yours when jobs end, and when the account is blocked.')
    .addHelpText('after', notes);
  const actions = () => import('./webhook-commands.ts');

  webhook
    .command('set')
    .description(
      'Gives the account a URL, and prints the secret that deliveries are signed with where it is new.',
    )
    .argument('<URL>', 'http or https, at a public address or one that the operator allows')
    .showHelpAfterError('(see butcher webhook set --help)')
    .action(async (url: string) => (await actions()).setWebhook(url, io));
  webhook
    .command('show')
    .description('Shows the URL of the account.')
    .action(async () => (await actions()).showWebhook(io));
  webhook
    .command('test')
    .description('Has something delivered that says nothing, and tells what came of it.')
    .action(async () => (await actions()).testWebhook(io));
  webhook
    .command('deliveries')
    .description('Lists what was delivered, or is to be, newest first.')
    .option('--json', 'print one JSON object a line')
    .option('--all', 'all that are kept, not only the last 20')
    .action(async (flags: { readonly json?: true; readonly all?: true }) =>
      (await actions()).listDeliveries(flags, io),
    );
  webhook
    .command('rotate')
    .description(
      'Replaces the secret and prints the new one; for a day the one before signs as well, and there is no other.',
    )
    .action(async () => (await actions()).rotateSecret(io));
  webhook
    .command('remove')
    .description('Has the account told nothing any more; what waits is dropped.')
    .option('--account <NAME>', 'of another account, for operators')
    .action(async (flags: { readonly account?: string }) => (await actions()).removeWebhook(flags, io));
}
