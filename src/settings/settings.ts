import type { Severity } from '../model/finding.ts';
import { type LimitName, limitKind, limitNames } from '../model/limits.ts';
import { isHostAndPort, isWebAddress } from '../text/web-address.ts';
import { serveSettings } from './serve-settings.ts';
import {
  group,
  names,
  oneOf,
  quantity,
  type Setting,
  subnet,
  text,
  toggle,
  type ValuesOf,
  whole,
} from './setting.ts';

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
  engine: group('What is asked of the container engine.', {
    allowUnbounded: toggle({
      default: false,
      meaning:
        'Whether jobs run on an engine that cannot bound memory, processes or cores; each report then warns of it.',
    }),
  }),
  cluster: group('Many machines: where workers run. [cluster.md](cluster.md) says how to set that up.', {
    engine: oneOf<'own' | 'swarm'>(['own', 'swarm'], {
      default: 'own',
      meaning:
        'Where workers of `butcher serve` run: on its own container engine, or on all machines of the Docker Swarm that ' +
        'the engine manages. `butcher run` is told by `--engine`.',
    }),
    registry: text({
      default: null,
      takes: 'a name such as "registry.example:5000"',
      fits: (name) => /^[A-Za-z0-9.:[\]_-]+(?:\/[a-z0-9._-]+)*$/.test(name),
      meaning:
        'Container registry that all machines reach; images go there and are named by digest. Without one, every machine ' +
        'must have the image already.',
    }),
    subnet: subnet({
      default: null,
      shownDefault: 'the first of 10.213.0.0/16 to 10.254.0.0/16 that is free',
      meaning:
        'Addresses of the network between workers and chief, which the machines must not use otherwise. Each machine and ' +
        'each worker takes one of the lower half, and half as many again stand in for workers that are lost: /24 is ' +
        'enough for about 75.',
    }),
    ownWorkers: whole({
      default: 0,
      least: 0,
      meaning:
        'Workers of all jobs together on the chief’s own engine, beside those of the cluster: they read fragments from ' +
        'files. The Swarm does not know of them, so keep its own off that machine by the label `io.butcher.workers=none`.',
    }),
    mtu: whole({
      default: 1450,
      least: 576,
      most: 65_535,
      meaning:
        'Bytes of that network’s packets: 50 less than the least that any wire between the machines takes.',
    }),
  }),
  pip: group('Where the libraries of packages come from.', {
    indexUrl: text({
      default: null,
      shownDefault: "pip's own",
      takes: 'an address of http or https',
      secret: true,
      fits: isWebAddress,
      meaning: 'Package index, maybe with name and password. `BUTCHER_PIP_INDEX_URL` wins over it.',
    }),
    mirrors: names({
      default: [],
      takes: 'a list of addresses such as ["https://mirror.example/simple"]',
      secret: true,
      fits: isWebAddress,
      meaning:
        'Addresses of indexes with the same content, asked in turn where the one before cannot be reached or answers ' +
        'with an error. `BUTCHER_PIP_MIRRORS` wins over it.',
    }),
    credentials: text({
      default: null,
      takes: 'the path of a file',
      meaning:
        'File with names and passwords for indexes, in the form of `netrc`, so that no address has to hold them. ' +
        '`BUTCHER_PIP_CREDENTIALS` wins over it.',
    }),
    hosts: names({
      default: [],
      takes: 'a list of hosts such as ["files.example.org", "files.example.org:8443"]',
      fits: isHostAndPort,
      meaning:
        'Hosts beside the index’s own that files may be fetched from, as `host` or `host:port`. `BUTCHER_PIP_HOSTS` ' +
        'wins over it.',
    }),
    wheels: text({
      default: null,
      takes: 'the path of a folder',
      meaning: 'Folder with wheels; without an index the only supply. `BUTCHER_PIP_FIND_LINKS` wins over it.',
    }),
    certificates: text({
      default: null,
      shownDefault: "the image's",
      takes: 'the path of a file',
      meaning: 'Certificates that the index’s is held against. `BUTCHER_PIP_CERT` wins over it.',
    }),
  }),
  limits: group(
    'What jobs get on this machine unless they ask otherwise: the [limits](limits.md) with other values. What a chief ' +
      'gives, jobs can only ask less of, except for memory up to `memoryCap`, which goes up with `memory` where it is not set itself.',
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
  const { default: value, ...kind } = limitKind(name);
  return quantity({ default: value, ...kind });
}
