import { type Control, controlsOf } from './control.ts';

const folder = 'src/runtime/docker/libraries';
const tests = 'test/runtime/docker/libraries';
const reading = ['test/requirements/read-requirements.test.ts'];

/** What requirements, indexes and wheels cannot do. None of the tests starts a container. */
export const libraryControls: readonly Control[] = [
  ...controlsOf(
    'src/requirements/reading.ts',
    reading,
    ['bounded requirements', 'this.#bytes > mostBytes ||', ''],
    ['bounded lines of requirements', 'if (this.#lines > mostLines)', 'if (false)'],
    ['bounded length of a line', 'if (raw.length > lineCharacters)', 'if (false)'],
    ['bounded files of requirements', '|| this.#seen.size > mostFiles)', ')'],
    ['files of the package alone', 'if (this.#files.has(path)) return path;', 'return path;'],
  ),
  ...controlsOf('src/requirements/read-line.ts', reading, [
    'nothing after a requirement',
    'if (!scanner.isAtEnd)',
    'if (false)',
  ]),
  ...controlsOf(
    'src/requirements/read-pylock.ts',
    ['test/requirements/read-lock.test.ts'],
    ['bounded locks', 'if (bytes.length > bounds.bytes)', 'if (false)'],
    ['bounded depth of a lock', '{ maxDepth: mostDepth }', '{}'],
    ['bounded packages of a lock', 'if (packages.length > mostPackages)', 'if (false)'],
    [
      'nothing but a requirement in a lock',
      "if (line.kind !== 'requirement' ||",
      "if (line.kind === 'include' ||",
    ],
  ),
  ...controlsOf(
    'src/requirements/read-requirements.ts',
    ['test/requirements/read-lock.test.ts'],
    ['one lock', 'if (locks.length > 1) {', 'if (false) {'],
  ),
  ...controlsOf('src/requirements/wanted-libraries.ts', reading, [
    'what checks refuse never reaches pip',
    'if (first !== undefined)',
    'if (false)',
  ]),
  ...controlsOf(
    `${folder}/index-proxy.ts`,
    [`${tests}/index-proxy.test.ts`],
    ['only allowed hosts', 'if (isAllowedHost(target, this.#options.allowed)) return true;', 'return true;'],
    ['bounded downloads', 'if (this.#bytes <= this.#options.maxBytes) return;', 'return;'],
    ['no uploads', "if (asked.method !== 'GET' && asked.method !== 'HEAD')", 'if (false)'],
    ['what is the proxy’s stays with it', "'proxy-authorization', ", ''],
  ),
  ...controlsOf(
    `${folder}/sweep-layers.ts`,
    [`${tests}/layers.test.ts`],
    ['unused layers go', 'unusedMs > keepMs || ', ''],
    ['layers that are used stay', '&& !isInUse(layer.digest)', ''],
    ['layers that were looked up just now stay', 'unusedMs > aboutToStartMs && ', ''],
  ),
  ...controlsOf(
    `${folder}/allowed-hosts.ts`,
    [`${tests}/allowed-hosts.test.ts`],
    ['ports of the web alone', 'usualPorts.includes(port) && ', ''],
    ['short names of hosts', 'if (text.length > longestHost + 6) return null;', ''],
  ),
  ...controlsOf(
    `${folder}/resolution.ts`,
    [`${tests}/allowed-hosts.test.ts`],
    ['nothing by its address', 'one.direct || ', ''],
    ['files of ours alone', "&& !path.includes('/../')", ''],
    [
      'files from allowed hosts alone',
      'return target !== null && isAllowedHost(target, hosts);',
      'return true;',
    ],
  ),
  ...controlsOf(
    `${folder}/installer-lines.ts`,
    [`${tests}/installer-lines.test.ts`],
    ['bounded output', 'total > mostOutput || ', ''],
    ['bounded lines of output', ' || pending.length > longestLine', ''],
    ['inert progress', 'inertLine(textOf(line.text).slice(0, longestText))', 'textOf(line.text)'],
    ['by address unless it says otherwise', 'direct: direct !== false', 'direct: direct === true'],
  ),
  ...controlsOf(
    `${folder}/installer-container.ts`,
    [`${tests}/installer-container.test.ts`],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the file.
    ['not root', 'User: `${nobody}:${nobody}`', "User: '0:0'"],
    ['no network', "NetworkMode: 'none'", "NetworkMode: 'default'"],
    ['network disabled', 'NetworkDisabled: true', 'NetworkDisabled: false'],
    ['no capabilities', "CapDrop: ['ALL']", 'CapDrop: []'],
    ['no new privileges', "'no-new-privileges', ", ''],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the file.
    ['our seccomp profile', ', `seccomp=${input.seccomp}`', ''],
    ['bounded memory', 'Memory: memoryBytes', 'Memory: 0'],
    ['no swap', 'MemorySwap: memoryBytes', 'MemorySwap: -1'],
    ['bounded processors', 'NanoCpus: 1e9', 'NanoCpus: 0'],
    ['bounded processes', 'PidsLimit: processes', 'PidsLimit: 0'],
    [
      'bounded file sizes',
      "Name: 'fsize', Soft: input.maxBytes, Hard: input.maxBytes",
      "Name: 'fsize', Soft: -1, Hard: -1",
    ],
    ['read-only mounts', 'ReadOnly: true', 'ReadOnly: false'],
    ['no log of the engine', "LogConfig: { Type: 'none'", "LogConfig: { Type: 'json-file'"],
    ['nothing of the environment', "'-I', '-B'", "'-B'"],
  ),
  ...controlsOf(
    'sandbox/libraries/wheel_size.py',
    ['test/sandbox/libraries.test.ts'],
    ['nothing leads out of a wheel', 'if _leads_out(member.filename):', 'if False:'],
  ),
  ...controlsOf(
    'sandbox/libraries/pip_log.py',
    ['test/sandbox/libraries.test.ts'],
    ['bounded lines of pip', 'len(errors) < MOST_LINES and ', ''],
    ['bounded versions', ' or len(unfit) < MOST_VERSIONS', ' or True'],
  ),
];

const installing = ['test/runtime/docker/libraries/library-installer.engine.test.ts'];

/** The same with containers: what only the whole of it shows. */
export const installingControls: readonly Control[] = [
  ...controlsOf(
    'sandbox/libraries/install.py',
    installing,
    [
      'addresses are refused before they are fetched from',
      '    refuse_addresses()\n    download_once',
      '    download_once',
    ],
    ['wheels are added up before they are unpacked', 'if stated > plan["maxBytes"]:', 'if False:'],
  ).map((control) => ({
    ...control,
    only: control.name.startsWith('addresses') ? 'refuses addresses' : 'bounds what',
  })),
  ...controlsOf('src/runtime/docker/libraries/library-installer.ts', installing, [
    'wheels of a package are its own',
    'return known?.isShared === true ? known : null;',
    'return known;',
  ]).map((control) => ({ ...control, only: 'gives nobody' })),
  ...controlsOf('src/runtime/docker/libraries/library-installer.ts', installing, [
    'nothing beside a lock',
    'if (lock !== null && other !== undefined) throw',
    'if (false) throw',
  ]).map((control) => ({ ...control, only: 'installs what is locked' })),
  ...controlsOf('src/runtime/docker/libraries/library-installer.ts', installing, [
    'a layer is named after what is in it',
    'step.inputs.sandboxDigest, distributions]',
    'step.inputs.sandboxDigest, distributions.map(({ name, version }) => [name, version])]',
  ]).map((control) => ({ ...control, only: 'names a layer' })),
];
