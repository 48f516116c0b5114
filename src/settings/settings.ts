import type { Severity } from '../model/finding.ts';
import { type LimitName, limitKind, limitNames } from '../model/limits.ts';
import { serveSettings } from './serve-settings.ts';
import { group, oneOf, quantity, type Setting, text, type ValuesOf } from './setting.ts';

/** Everything that the configuration file may hold. */
export const settings = {
  home: text({
    default: null,
    shownDefault: '~/.local/state/butcher',
    takes: 'the path of a folder',
    meaning: 'Folder for jobs and state. `BUTCHER_HOME` wins over it.',
  }),
  python: text({
    default: null,
    shownDefault: 'python3',
    takes: 'a command or a path',
    meaning: 'Python for `--runtime process`. `BUTCHER_PYTHON` wins over it.',
  }),
  ociRuntime: text({
    default: null,
    shownDefault: "the engine's",
    takes: 'the name of an OCI runtime',
    meaning: 'OCI runtime that containers of jobs get unless they name one, such as `runsc`.',
  }),
  chief: text({
    default: null,
    shownDefault: "this machine's",
    takes: 'an address such as "https://chief.example"',
    meaning: 'Chief that `upload`, `submit` and the like use. `BUTCHER_CHIEF` wins over it.',
  }),
  token: text({
    default: null,
    takes: 'the text of a token',
    secret: true,
    meaning: 'Token for that chief. `BUTCHER_TOKEN` wins over it.',
  }),
  limits: group(
    'What jobs get on this machine unless they ask otherwise: the [limits](limits.md) with other values. What a chief ' +
      'gives, jobs can only ask less of, except for memory up to `memoryCap`.',
    Object.fromEntries(limitNames.map((name) => [name, limitSetting(name)])) as Record<
      LimitName,
      Setting<number>
    >,
    'limits.md',
  ),
  checks: group('How strictly packages are checked, here and by a chief.', {
    helperGenerators: oneOf<Severity>(['error', 'warning'], {
      default: 'error',
      meaning:
        'What a `yield` outside the splitter counts as ([BUT302](rules.md)), in files that are loaded. As a warning it lets ' +
        'packages run that have generators of their own; whether those end is then for the time limits to find.',
    }),
  }),
  serve: group('For `butcher serve`.', serveSettings),
};

export type Settings = ValuesOf<typeof settings>;

function limitSetting(name: LimitName): Setting<number> {
  const { default: value, unit, meaning, most } = limitKind(name);
  return quantity({ default: value, unit, meaning, ...(most !== undefined && { most }) });
}
