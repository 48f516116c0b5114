/** The rules of the BUT6xx family. */
export type SuspicionRule = 'BUT601' | 'BUT602' | 'BUT603' | 'BUT604' | 'BUT605';

/** What each rule looks for, as full names; a name stands for everything below it, unless a longer one is listed. */
interface Suspicion {
  /** Modules whose import alone says what the code is about. */
  readonly modules: readonly string[];
  /** Functions and classes of modules that have other uses too. */
  readonly members: readonly string[];
  /** Names below one of the above that are harmless. */
  readonly harmless: readonly string[];
}

export const suspicions: Readonly<Record<SuspicionRule, Suspicion>> = {
  BUT601: {
    modules: words(
      `socket _socket ssl urllib.request http.client http.server ftplib smtplib poplib imaplib xmlrpc socketserver
      webbrowser wsgiref requests httpx aiohttp urllib3 websocket websockets paramiko pycurl boto3 botocore grpc
      httplib2 tornado twisted flask fastapi uvicorn pika redis pymongo psycopg2 fabric zmq s3fs gcsfs fsspec.http
      google.cloud azure.storage kafka paho telnetlib nntplib asyncore asynchat smtpd dns scapy`,
    ),
    members: words(
      `asyncio.open_connection asyncio.start_server asyncio.open_unix_connection asyncio.start_unix_server
      logging.handlers.SocketHandler logging.handlers.DatagramHandler logging.handlers.HTTPHandler
      logging.handlers.SMTPHandler logging.handlers.SysLogHandler multiprocessing.connection`,
    ),
    harmless: words('socket.gethostname ssl.SSLError socket.timeout socket.error requests.exceptions'),
  },
  BUT602: {
    modules: words('subprocess _posixsubprocess multiprocessing pty pexpect sh plumbum billiard'),
    members: words(
      `os.system os.popen os.fork os.forkpty os.posix_spawn os.posix_spawnp os.execl os.execle os.execlp os.execlpe
      os.execv os.execve os.execvp os.execvpe os.spawnl os.spawnle os.spawnlp os.spawnlpe os.spawnv os.spawnve
      os.spawnvp os.spawnvpe os.startfile os.kill os.killpg posix.fork posix.system posix.execv
      concurrent.futures.ProcessPoolExecutor concurrent.futures.process asyncio.create_subprocess_exec
      asyncio.create_subprocess_shell joblib.Parallel signal.pthread_kill`,
    ),
    harmless: words(
      `multiprocessing.cpu_count multiprocessing.dummy multiprocessing.connection multiprocessing.current_process
      multiprocessing.pool.ThreadPool multiprocessing.TimeoutError subprocess.CalledProcessError subprocess.PIPE
      subprocess.DEVNULL subprocess.STDOUT subprocess.TimeoutExpired`,
    ),
  },
  BUT603: {
    modules: words('ctypes _ctypes cffi _cffi_backend numpy.ctypeslib pyximport'),
    members: words('importlib.machinery.ExtensionFileLoader'),
    harmless: [],
  },
  BUT604: {
    modules: words('runpy code codeop'),
    members: words(
      `builtins.exec builtins.eval builtins.compile types.CodeType types.FunctionType marshal.loads marshal.load
      importlib.util.spec_from_file_location importlib.machinery.SourceFileLoader`,
    ),
    harmless: [],
  },
  BUT605: {
    modules: [],
    members: words('os.dup os.dup2 os.closerange os.mknod os.mkfifo socket.fromfd fcntl.fcntl fcntl.ioctl'),
    harmless: [],
  },
};

/** Builtin functions and types that no star import of a suspicious module replaces; `os` has an `open`. */
const builtins: ReadonlySet<string> = new Set(
  words(`abs all any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex
    delattr dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash
    hex id input int isinstance issubclass iter len list locals map max memoryview min next object oct ord
    pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple
    type vars zip BaseException Exception AttributeError ImportError IndexError KeyError NameError OSError
    RuntimeError StopIteration TypeError ValueError`),
);

/** Whether a name is Python's own, also below `from socket import *`. */
export function isBuiltin(name: string): boolean {
  return builtins.has(name);
}

/** The rule that a full name falls under, as a module to import or as something to use. */
export function suspicionOf(name: string, use: 'import' | 'name'): SuspicionRule | null {
  for (const [rule, { modules, members, harmless }] of Object.entries(suspicions)) {
    if (harmless.some((each) => isBelow(name, each))) continue;
    if (modules.some((each) => isBelow(name, each))) return rule as SuspicionRule;
    if (use === 'name' && members.some((each) => isBelow(name, each))) return rule as SuspicionRule;
  }
  return null;
}

/** Whether a full name is suspicious, or something below it is. */
export function leadsToSuspicion(name: string): boolean {
  return Object.values(suspicions).some(({ modules, members }) =>
    [...modules, ...members].some((each) => isBelow(name, each) || isBelow(each, name)),
  );
}

function isBelow(name: string, above: string): boolean {
  return name === above || name.startsWith(`${above}.`);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
