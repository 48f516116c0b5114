import ctypes
import glob
import json
import os

from sandboxed import require_sandbox

WRITABLE_BY_ROOT = (
    "/proc/sys/kernel/core_pattern",
    "/proc/sysrq-trigger",
    "/proc/sys/vm/overcommit_memory",
    "/dev/mem",
    "/dev/kmsg",
    "/dev/sda",
    *glob.glob("/sys/fs/cgroup/**/memory.limit_in_bytes", recursive=True)[:1],
    *glob.glob("/sys/fs/cgroup/**/cgroup.procs", recursive=True)[:1],
    *glob.glob("/sys/fs/cgroup/**/release_agent", recursive=True)[:1],
)


def Processor(fragment):
    require_sandbox()
    outcome = {path: opened(path) for path in WRITABLE_BY_ROOT}
    libc = ctypes.CDLL(None, use_errno=True)
    attempts = {
        "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
        "unshare": lambda: libc.unshare(0x10000000),
        "mknod": lambda: libc.mknod(b"/tmp/device", 0o60600, 0x0800),
        "setuid": lambda: libc.setuid(0),
        "chroot": lambda: libc.chroot(b"/tmp"),
        "capset": lambda: libc.prctl(24, 21, 0, 0, 0),
        # Init is the job's own process and may be opened; to be spared before ordinary processes takes a privilege.
        "oom_score_adj": spare_init,
        "suid": lambda: libc.prctl(38, 0, 0, 0, 0),
    }
    for name, attempt in attempts.items():
        outcome[name] = "refused" if attempt() != 0 else "done"
    return json.dumps(outcome).encode()


def spare_init():
    try:
        with open("/proc/1/oom_score_adj", "wb", buffering=0) as file:
            file.write(b"-1")
    except OSError:
        return -1
    return 0


def opened(path):
    """Only opens: nothing is written, whatever is let through."""
    try:
        os.close(os.open(path, os.O_WRONLY))
    except OSError:
        return "refused"
    return "opened"
