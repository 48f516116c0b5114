"""Turns a freshly unpacked Debian or python:slim root into the root of the sandbox image.

Runs once, as root, inside that root, while the image is built; arguments are Python packages to install. Both ways of
building end here, so both images hold the same things: Python, NumPy and what they need. No shell, no package
manager, no setuid file, and no source left uncompiled, since the root is read-only when jobs run.
"""

import compileall
import importlib
import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode

TRIPLET: str = sysconfig.get_config_var("MULTIARCH")
STDLIB = Path(sysconfig.get_path("stdlib"))
SITE = Path(sysconfig.get_path("purelib"))
LIBRARIES = Path("/usr/lib") / TRIPLET
PACKAGE_FOLDERS = (STDLIB, SITE, Path("/usr/lib/python3/dist-packages"))
PIP = Path("/opt/pip")

KEPT_PROGRAMS = {"python3", "python3.13"}
KEPT_IN_LIB = {TRIPLET, "python3", "python3.13", "locale", "os-release", "ssl", "terminfo"}
KEPT_IN_SHARE = {"zoneinfo"}
KEPT_IN_ETC = {"ld.so.cache", "ld.so.conf", "ld.so.conf.d", "mime.types", "protocols", "services", "ssl"}
KEPT_TOP = {"bin", "dev", "etc", "lib", "lib64", "opt", "proc", "run", "sbin", "sys", "tmp", "usr"}
USELESS_MODULES = ("test", "idlelib", "turtledemo", "ensurepip")

# Modules with a part in C or a file of data: when one of them does not load, a library was left out.
PROBED_MODULES = (
    "bz2", "ctypes", "curses", "decimal", "hashlib", "lzma", "multiprocessing.pool", "numpy.fft",
    "numpy.linalg", "numpy.ma", "numpy.random", "numpy.testing", "readline", "sqlite3", "ssl", "uuid",
    "xml.etree.ElementTree", "zlib", "zoneinfo",
)  # fmt: skip


def install(requirements: list[str]) -> None:
    """Installs the Python packages that did not come with the root."""
    options = ["--no-cache-dir", "--only-binary=:all:", "--disable-pip-version-check", "--root-user-action=ignore"]
    if requirements:
        subprocess.run([sys.executable, "-m", "pip", "install", *options, *requirements], check=True)


def provide_seccomp() -> None:
    """The gate's filter is made with libseccomp, which came with the root where APT did."""
    if not any(LIBRARIES.glob("libseccomp.so.2*")):
        for command in (["update"], ["install", "-y", "--no-install-recommends", "libseccomp2"]):
            subprocess.run(["apt-get", "-q", *command], check=True)


def link_linear_algebra() -> None:
    """Makes the symbolic links that Debian's maintainer scripts would have made."""
    for name in ("libblas.so.3", "liblapack.so.3", "libopenblas.so.0"):
        link = LIBRARIES / name
        provided = sorted(LIBRARIES.glob(f"*/{name}"))
        # OpenBLAS comes with the reference implementation beside it, and is ten times as fast.
        provided.sort(key=lambda path: "openblas" not in str(path))
        if provided:
            link.unlink(missing_ok=True)
            link.symlink_to(provided[0].relative_to(LIBRARIES))


def keep_certificates() -> None:
    """Joins Debian's certificates into the one file that OpenSSL and pip read."""
    bundle = Path("/etc/ssl/certs/ca-certificates.crt")
    sources = sorted(Path("/usr/share/ca-certificates").rglob("*.crt"))
    if sources and not bundle.exists():
        bundle.parent.mkdir(parents=True, exist_ok=True)
        bundle.write_bytes(b"".join(source.read_bytes() for source in sources))


def move_pip() -> None:
    """Keeps pip out of the import path, unpacked, since it starts four times as fast; the sandbox layer removes it."""
    wheels = [*Path("/usr/share/python-wheels").glob("pip-*.whl"), *STDLIB.glob("ensurepip/_bundled/pip-*.whl")]
    if not wheels:
        sys.exit("there is no archive of pip in this root")
    with zipfile.ZipFile(wheels[0]) as archive:
        archive.extractall(PIP)
    for installed in SITE.glob("pip*"):
        remove(installed)


def prune() -> None:
    """Removes everything that Python and NumPy do not need."""
    for folder, kept in (
        ("/usr/bin", KEPT_PROGRAMS),
        ("/usr/sbin", set[str]()),
        ("/usr/local/bin", KEPT_PROGRAMS),
        ("/usr/local/sbin", set[str]()),
        ("/usr/lib", KEPT_IN_LIB),
        ("/usr/share", KEPT_IN_SHARE),
        ("/usr/local/share", set[str]()),
        ("/etc", KEPT_IN_ETC),
        ("/", KEPT_TOP),
    ):
        for path in children(Path(folder)):
            if path.name not in kept:
                remove(path)
    for useless in ("/usr/include", "/usr/libexec", "/usr/games", "/usr/src", "/usr/local/include"):
        remove(Path(useless))
    for name in ("gconv", "perl", "perl-base", "pkgconfig", "security", "python3-numpy"):
        for path in LIBRARIES.glob(name):
            remove(path)
    for name in USELESS_MODULES:
        remove(STDLIB / name)
    for path in STDLIB.glob("config-*"):
        remove(path)
    for site in PACKAGE_FOLDERS:
        for path in [*site.glob("numpy/**/tests/*"), *site.glob("numpy/**/*.a"), *site.glob("numpy/**/include")]:
            if path.name != "_natype.py":  # numpy.testing imports this one
                remove(path)


def write_accounts_and_folders() -> None:
    Path("/etc/passwd").write_text("root:x:0:0::/:/\nnobody:x:65534:65534::/:/\n")
    Path("/etc/group").write_text("root:x:0:\nnogroup:x:65534:\n")
    Path("/etc/nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\n")
    for folder in ("/app", "/app/resources", "/opt/butcher", "/run", "/dev", "/proc", "/sys", "/var/tmp"):
        Path(folder).mkdir(mode=0o755, parents=True, exist_ok=True)
    Path("/tmp").mkdir(exist_ok=True)
    Path("/tmp").chmod(0o1777)


def provide_python() -> None:
    """`/usr/bin/python3` is Python in both images, and finds what a requirements layer holds."""
    program = Path("/usr/bin/python3")
    if not program.exists():
        program.symlink_to(os.path.realpath(sys.executable))
    SITE.mkdir(parents=True, exist_ok=True)
    # After the standard library, which nothing hides, and before what the image has, of which a package may need another
    # version. A line with a path alone would put it last in one image and first in the other.
    (SITE / "butcher.pth").write_text(
        'import os, sys; os.path.isdir("/opt/requirements") and '
        f'sys.path.insert(sys.path.index("{SITE}"), "/opt/requirements")\n'
    )
    # Python imports this before anything else: here it is found before one that a requirement may bring.
    remove(STDLIB / "sitecustomize.py")
    (STDLIB / "sitecustomize.py").write_text("")


def clear_privileges() -> None:
    for top in ("/usr", "/etc", "/opt"):
        for path in Path(top).rglob("*"):
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and mode & (stat.S_ISUID | stat.S_ISGID):
                path.chmod(mode & 0o777)


def compile_everything() -> None:
    for folder in (*PACKAGE_FOLDERS, PIP):
        for cache in [*folder.rglob("__pycache__")]:
            remove(cache)
        compileall.compile_dir(folder, quiet=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


def probe() -> None:
    """Fails the build rather than a job when something needed is missing."""
    for name in PROBED_MODULES:
        importlib.import_module(name)
    importlib.import_module("ctypes").CDLL("libseccomp.so.2")
    importlib.import_module("zoneinfo").ZoneInfo("Europe/Berlin")
    locale = importlib.import_module("locale")
    locale.setlocale(locale.LC_ALL, "C.UTF-8")


def children(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif not path.is_mount():
        path.unlink(missing_ok=True)


def main() -> None:
    if sys.version_info[:2] != (3, 13):
        sys.exit(f"the sandbox image needs Python 3.13, this is {sys.version}")
    sys.dont_write_bytecode = True
    install(sys.argv[1:])
    provide_seccomp()
    link_linear_algebra()
    keep_certificates()
    move_pip()
    prune()
    write_accounts_and_folders()
    provide_python()
    clear_privileges()
    probe()
    compile_everything()


main()
