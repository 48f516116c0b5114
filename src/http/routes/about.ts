import Type from 'typebox';
import type { ExampleFile, RuleExample } from '../../checks/rule-table/rule-entry.ts';
import { ruleIds, ruleTable } from '../../checks/rule-table.ts';
import { strikesToBlock } from '../../chief/policy/policy.ts';
import { limitCatalogue, limitNames } from '../../model/limits.ts';
import { storedBytes } from '../../store/accounts.ts';
import { callerOf, tokenOf } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { presentedStrike } from '../present.ts';
import { json, problems, wrapped } from '../schemas/responses.ts';
import { exactly, shared } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['about'];
const mostStrikes = 100;

/** What a caller asks about itself and this chief. */
export async function aboutRoutes(app: HttpApp, { chief, store }: HttpParts): Promise<void> {
  app.get(
    '/me',
    {
      config: { scopes: [] },
      schema: {
        tags,
        operationId: 'getMe',
        summary: 'See whose token it is, and what the account has',
        response: { 200: wrapped('me', 'Me', 'You.'), ...problems },
      },
    },
    async (request) => {
      const { origin: _, ...account } = callerOf(request);
      const { id, label, scopes, createdAtMs, expiresAtMs } = tokenOf(request);
      const [usage, strikes] = await Promise.all([
        chief.usage(account.name),
        store.incidents.strikes(account.name, { limit: mostStrikes }),
      ]);
      const usedBytes = storedBytes(usage) + usage.incomingBytes + usage.runningBytes;
      const token = { id, label, scopes, createdAtMs, expiresAtMs };
      const { quotaBytes = chief.terms.quotaBytes } = account.settings;
      const shown = strikes.items.map(presentedStrike);
      return { me: { account, token, quotaBytes, usedBytes, usage, strikes: shown, strikesToBlock } };
    },
  );

  app.get(
    '/limits',
    {
      schema: {
        tags,
        operationId: 'getLimits',
        summary: 'See what this chief allows',
        response: { 200: json(shared('Terms'), 'Limits of jobs, and of accounts.'), ...problems },
      },
    },
    async () => {
      const { limits, quotaBytes, slots, runningJobs, queuedJobs, queuedJobsPerAccount, ociRuntimes } =
        chief.terms;
      const known = limitNames.map((name) => {
        const { default: usual, unit, meaning } = limitCatalogue[name];
        return { name, value: limits[name], default: usual, unit, meaning };
      });
      return {
        limits: known,
        ...chief.bounds,
        ...{ quotaBytes, slots, runningJobs, queuedJobs, queuedJobsPerAccount, ociRuntimes },
      };
    },
  );

  app.get(
    '/rules',
    {
      schema: {
        tags,
        operationId: 'listRules',
        summary: 'Read the rules that packages are checked against',
        response: { 200: json(exactly({ items: Type.Array(shared('Rule')) }), 'All of them.'), ...problems },
      },
    },
    async () => ({ items: rules }),
  );

  app.get(
    '/status',
    {
      schema: {
        tags,
        operationId: 'getMachine',
        summary: 'See the machine, and what waits for what',
        response: { 200: wrapped('status', 'Machine', 'As it is now.'), ...problems },
      },
    },
    async (request) => ({ status: await chief.status(callerOf(request)) }),
  );
}

const rules = ruleIds.map((id) => {
  const { bad, good, ...entry } = ruleTable[id];
  return { id, ...entry, bad: exampleOf(bad), good: exampleOf(good) };
});

function exampleOf({ files, without = [] }: RuleExample) {
  return { files: Object.entries(files).map(([path, file]) => ({ path, text: textOf(file) })), without };
}

function textOf(file: ExampleFile): string {
  if (typeof file === 'string') return file;
  return 'link' in file ? `(a link to ${file.link})` : file.latin1;
}
