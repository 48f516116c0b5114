/** What an environment variable decides. */
interface EnvironmentVariable {
  /** For people, in one line. */
  readonly meaning: string;
  /** What holds where it is not set; null: nothing does. */
  readonly default: string | null;
}

/** Every environment variable that commands heed. Those that are also settings win over the configuration file. */
export const environmentVariables = {
  BUTCHER_HOME: variable('folder for jobs and state', '~/.local/state/butcher'),
  BUTCHER_CONFIG: variable('configuration file', '~/.config/butcher/config.json'),
  BUTCHER_CHIEF: variable('address of the chief for upload, submit and the like', "this machine's"),
  BUTCHER_TOKEN: variable("token for the chief of BUTCHER_CHIEF; this machine's own needs none to be given"),
  BUTCHER_PYTHON: variable('Python for --runtime process', 'python3'),
  BUTCHER_PIP_INDEX_URL: variable('package index for requirements.txt', 'the public one'),
  BUTCHER_PIP_MIRRORS: variable('indexes with the same content, for where that one is away, with commas'),
  BUTCHER_PIP_CREDENTIALS: variable('file with names and passwords for indexes, as netrc has them'),
  BUTCHER_PIP_FIND_LINKS: variable(
    'folder with wheels for requirements.txt; without an index the only supply',
  ),
  BUTCHER_PIP_HOSTS: variable('hosts beside the index’s own that files may come from, with commas'),
  BUTCHER_PIP_CERT: variable('file with the certificates that the index’s is held against', "the image's"),
  BUTCHER_BASE: variable('what the sandbox image is built from: registry or debian', 'what can be reached'),
  BUTCHER_PYTHON_IMAGE: variable("image to build on in place of the registry's python:3.13-slim-trixie"),
  DOCKER_HOST: variable('container engine, where it is not at the usual place'),
  DOCKER_CONTEXT: variable('docker context that names the engine, unless DOCKER_HOST does'),
  DOCKER_CONFIG: variable('folder of the docker command with its contexts', '~/.docker'),
  HTTPS_PROXY: variable('proxy by which the package index is reached; also https_proxy and http_proxy'),
  NO_PROXY: variable('hosts that are reached without it'),
  XDG_CONFIG_HOME: variable('folder that the configuration file is looked for in', '~/.config'),
  XDG_STATE_HOME: variable('folder that the folder for jobs and state is made in', '~/.local/state'),
  XDG_CACHE_HOME: variable('folder that a later Node keeps the compiled program in', '~/.cache'),
  XDG_RUNTIME_DIR: variable("folder that a rootless engine's socket is looked for in"),
  JOURNAL_STREAM: variable('set by systemd where the log goes to journald; `serve` then writes its levels'),
  NOTIFY_SOCKET: variable(
    'set by systemd for a unit of Type=notify, which `serve` then tells when it is ready',
  ),
  WATCHDOG_USEC: variable('set by systemd for a unit with WatchdogSec, which `serve` tells that it works'),
  DISPLAY: variable('set where there is a screen: `open` then opens the page; also WAYLAND_DISPLAY'),
  WAYLAND_DISPLAY: variable('as DISPLAY'),
  NODE_COMPILE_CACHE: variable('folder of the same kind for Node itself, which is then used instead'),
  NO_COLOR: variable('no colours'),
  FORCE_COLOR: variable('colours also where the output is no terminal'),
} as const satisfies Record<string, EnvironmentVariable>;

function variable(meaning: string, byDefault: string | null = null): EnvironmentVariable {
  return { meaning, default: byDefault };
}
