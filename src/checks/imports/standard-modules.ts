/** Top-level modules of Python 3.13's standard library (`sys.stdlib_module_names`), without private ones. */
export const standardModules: ReadonlySet<string> = new Set(
  `
__future__ abc antigravity argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2
cProfile calendar cmath cmd code codecs codeop collections colorsys compileall concurrent
configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses datetime dbm decimal
difflib dis doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput
fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip
hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword
linecache locale logging lzma mailbox marshal math mimetypes mmap modulefinder msvcrt
multiprocessing netrc nt ntpath nturl2path numbers opcode operator optparse os pathlib pdb pickle
pickletools pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd
py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource
rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket
socketserver sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep
struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios textwrap this
threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle
turtledemo types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser
winreg winsound wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
`
    .trim()
    .split(/\s+/),
);

/** Submodules of those that have any, relative to them. Packages that are not here are not looked into. */
export const standardSubmodules: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    asyncio: `base_events base_futures base_subprocess base_tasks constants coroutines events exceptions
format_helpers futures locks log mixins proactor_events protocols queues runners selector_events
sslproto staggered streams subprocess taskgroups tasks threads timeouts transports trsock
unix_events windows_events windows_utils`,
    collections: `abc`,
    concurrent: `futures futures.process futures.thread`,
    ctypes: `macholib macholib.dyld macholib.dylib macholib.framework util wintypes`,
    curses: `ascii has_key panel textpad`,
    dbm: `dumb gnu ndbm sqlite3`,
    email: `base64mime charset contentmanager encoders errors feedparser generator header headerregistry
iterators message mime mime.application mime.audio mime.base mime.image mime.message
mime.multipart mime.nonmultipart mime.text parser policy quoprimime utils`,
    html: `entities parser`,
    http: `client cookiejar cookies server`,
    importlib: `abc machinery metadata metadata.diagnose readers resources resources.abc resources.readers
resources.simple simple util`,
    json: `decoder encoder scanner tool`,
    logging: `config handlers`,
    multiprocessing: `connection context dummy dummy.connection forkserver heap managers pool popen_fork
popen_forkserver popen_spawn_posix popen_spawn_win32 process queues reduction resource_sharer
resource_tracker shared_memory sharedctypes spawn synchronize util`,
    os: `path`,
    sqlite3: `dbapi2 dump`,
    tkinter: `colorchooser commondialog constants dialog dnd filedialog font messagebox scrolledtext
simpledialog ttk`,
    unittest: `async_case case loader main mock result runner signals suite util`,
    urllib: `error parse request response robotparser`,
    wsgiref: `handlers headers simple_server types util validate`,
    xml: `dom dom.NodeFilter dom.domreg dom.expatbuilder dom.minicompat dom.minidom dom.pulldom
dom.xmlbuilder etree etree.ElementInclude etree.ElementPath etree.ElementTree etree.cElementTree
parsers parsers.expat sax sax.expatreader sax.handler sax.saxutils sax.xmlreader`,
    xmlrpc: `client server`,
  }).map(([module, names]) => [module, new Set(names.split(/\s+/))]),
);

/** Modules that older versions of Python had, and what to use now. */
export const removedModules: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ConfigParser: 'configparser',
    HTMLParser: 'html.parser',
    Queue: 'queue',
    StringIO: 'io',
    Tkinter: 'tkinter',
    __builtin__: 'builtins',
    aifc: '',
    asynchat: 'asyncio',
    asyncore: 'asyncio',
    audioop: 'the requirement audioop-lts',
    cPickle: 'pickle',
    cStringIO: 'io',
    cgi: 'urllib.parse or the email package',
    cgitb: 'traceback',
    chunk: '',
    commands: 'subprocess',
    copy_reg: 'copyreg',
    crypt: 'hashlib',
    distutils: 'the requirement setuptools',
    httplib: 'http.client',
    imghdr: 'the requirement filetype',
    imp: 'importlib',
    lib2to3: '',
    mailcap: 'mimetypes',
    md5: 'hashlib',
    msilib: '',
    nis: '',
    nntplib: '',
    ossaudiodev: '',
    pipes: 'subprocess',
    sets: '',
    smtpd: '',
    sndhdr: 'the requirement filetype',
    spwd: '',
    sunau: '',
    telnetlib: '',
    urllib2: 'urllib.request',
    urlparse: 'urllib.parse',
    uu: 'base64',
    xdrlib: 'struct',
  }),
);
