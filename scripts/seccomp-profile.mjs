// Writes sandbox/seccomp.json, the system calls that Python's standard library, NumPy, the C library and the harness
// need, and docs/system-calls.md, which says what needs them. Everything else is refused. Run it after a change here; a
// test compares both.
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const profileFile = fileURLToPath(new URL('../sandbox/seccomp.json', import.meta.url));
const pageFile = fileURLToPath(new URL('../docs/system-calls.md', import.meta.url));

/** Calls by family: what it is, what needs it, and the calls. */
const families = [
  [
    'read and write',
    '`io`, `os.pread`, `os.preadv`, `os.writev`, `os.posix_fadvise`; the harness',
    'read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek fadvise64',
  ],
  [
    'open and close files',
    '`io`, `os`, `fcntl`, `tempfile`, `subprocess` (which closes what it does not hand on)',
    'open openat openat2 creat close close_range dup dup2 dup3 fcntl flock ioctl',
  ],
  [
    'durability and size of one file',
    '`os.fsync`, `os.fdatasync`, `os.truncate`, `os.posix_fallocate`, `sqlite3`, `dbm`',
    'fsync fdatasync truncate ftruncate fallocate',
  ],
  [
    'look at files',
    '`os`, `pathlib`, `glob`, `importlib`, `shutil.disk_usage`, `shutil.copystat`',
    `stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getdents
    getdents64 getcwd getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr`,
  ],
  [
    'change files and folders',
    '`os`, `pathlib`, `shutil`, `tarfile`, `zipfile`',
    `mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat chdir fchdir chmod
    fchmod fchmodat fchmodat2 chown fchown lchown fchownat umask utime utimes utimensat futimesat setxattr lsetxattr
    fsetxattr removexattr lremovexattr fremovexattr`,
  ],
  [
    'pipes and waiting',
    '`os.pipe`, `os.eventfd`, `select`, `selectors`, `asyncio`, `subprocess`',
    `pipe pipe2 select pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd
    eventfd2`,
  ],
  [
    'memory',
    'the allocators of Python, NumPy and the C library, `mmap`, `numpy.memmap`',
    'mmap munmap mremap mprotect madvise brk msync membarrier map_shadow_stack',
  ],
  [
    'processes and threads',
    '`os.fork`, `os.exec*`, `os.wait*`, `os.pidfd_open`, `subprocess`, `threading`, `multiprocessing`, the C library',
    `fork vfork execve execveat exit exit_group wait4 waitid set_tid_address set_robust_list get_robust_list rseq
    futex gettid getpid getppid getpgid getpgrp setpgid getsid setsid prctl arch_prctl pidfd_open pidfd_send_signal`,
  ],
  [
    'signals',
    '`signal`, `os.kill`, `faulthandler`, the C library; `signalfd`: catatonit, the init of a container under Podman',
    `kill tkill tgkill rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sigaltstack
    pause restart_syscall signalfd signalfd4`,
  ],
  [
    'time and timers',
    '`time`, `datetime`, `signal.alarm`, `signal.setitimer`, `os.timerfd_create`, `os.times`',
    `time gettimeofday clock_gettime clock_getres clock_nanosleep nanosleep alarm getitimer setitimer timerfd_create
    timerfd_gettime timerfd_settime times`,
  ],
  [
    'scheduling',
    '`os.sched_*`, `os.cpu_count`, `os.nice`, `os.getpriority`, OpenBLAS below NumPy',
    `sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler sched_get_priority_max
    sched_get_priority_min sched_rr_get_interval getcpu getpriority setpriority`,
  ],
  [
    'who and how much',
    '`os.getuid` and the like, `resource`, `platform`, `random`, `secrets`, `uuid`; capabilities: the start of a container',
    `getuid geteuid getgid getegid getgroups getresuid getresgid capget capset getrlimit setrlimit prlimit64 getrusage
    sysinfo uname getrandom`,
  ],
  [
    'sockets once made',
    '`socket`, `asyncio` (which wakes itself up over one), `multiprocessing`; the harness',
    `bind connect listen accept accept4 getsockname getpeername getsockopt setsockopt sendto sendmsg sendmmsg recvfrom
    recvmsg recvmmsg shutdown`,
  ],
];

/**
 * Calls that programs try first and do without where a kernel lacks them, which is what they are told: they move pages
 * of one file to another, or to a pipe, without copying them, and kernels have let them change files that were open for
 * reading only. `shutil`, `socket.sendfile` and `asyncio` then copy.
 */
const lacking = 'splice tee vmsplice sendfile copy_file_range';

/**
 * What the list leaves out though a program might ask for it. For the page alone: what is not listed is refused anyway.
 */
const leftOut = [
  [
    '`sync`, `syncfs`, `sync_file_range`',
    'They make the machine write what others have written; `fsync` of a file is enough.',
  ],
  [
    '`mincore`, `readahead`, `mlock`, `mlockall`',
    'They look at, fill or hold the page cache, which all share.',
  ],
  ['`inotify_*`, `timer_create`, `mq_*`, `shm*`, `sem*`', 'Nothing in the standard library calls them.'],
  ['`memfd_create`', '`os.memfd_create` alone: memory without a name that can be run as a program.'],
  [
    '`io_uring_*`, `bpf`, `perf_event_open`, `userfaultfd`, `keyctl`, `ptrace`, `mount`, `unshare` and so on',
    'Large parts of the kernel that a calculation has no use for.',
  ],
];

const unix = 1;
const internet = [2, 10];
const stream = 1;
const datagram = 2;
const sequenced = 5;
const tcp = 6;
const udp = 17;
/** The type of a socket without the flags that may come with it. */
const socketTypeMask = 0xf;
const fifo = 0o010000;
const fileTypeMask = 0o170000;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET of clone(2). */
const namespaceFlags = 0x7e020000;
const ENOSYS = 38;

const allow = (comment, names, ...args) => ({ comment, names, action: 'SCMP_ACT_ALLOW', args });
const equals = (index, value) => ({ index, value, op: 'SCMP_CMP_EQ' });
/** The argument, masked with `mask`, is `value`. */
const masked = (index, mask, value) => ({ index, value: mask, valueTwo: value, op: 'SCMP_CMP_MASKED_EQ' });

const internetSocket = (family, type, protocol) =>
  allow(
    'sockets: TCP and UDP',
    ['socket'],
    equals(0, family),
    masked(1, socketTypeMask, type),
    equals(2, protocol),
  );
const refusedAsMissing = (comment, names) => ({
  comment,
  names: names.split(' '),
  action: 'SCMP_ACT_ERRNO',
  errnoRet: ENOSYS,
  args: [],
});

/** The profile as Docker and Podman read it. */
export function seccompProfile() {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    // No second architecture: 32-bit and x32 calls have numbers of their own and are refused altogether.
    archMap: [
      { architecture: 'SCMP_ARCH_X86_64', subArchitectures: [] },
      { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: [] },
    ],
    syscalls: [
      ...families.map(([comment, , names]) => allow(comment, names.split(/\s+/))),
      ...[stream, datagram, sequenced].map((type) =>
        allow('sockets: Unix', ['socket'], equals(0, unix), masked(1, socketTypeMask, type), equals(2, 0)),
      ),
      ...internet.flatMap((family) => [
        ...[0, tcp].map((protocol) => internetSocket(family, stream, protocol)),
        ...[0, udp].map((protocol) => internetSocket(family, datagram, protocol)),
      ]),
      allow('socket pairs: Unix', ['socketpair'], equals(0, unix)),
      allow('clone: threads and children, no namespaces', ['clone'], masked(0, namespaceFlags, 0)),
      refusedAsMissing(
        'moving pages between files: whoever tries them copies where a kernel lacks them',
        lacking,
      ),
      refusedAsMissing(
        'clone3: its flags are out of reach of a filter; the C library falls back to clone',
        'clone3',
      ),
      allow('named pipes, no devices', ['mknod'], masked(1, fileTypeMask, fifo)),
      allow('named pipes, no devices', ['mknodat'], masked(2, fileTypeMask, fifo)),
    ],
  };
}

/** The text of sandbox/seccomp.json. */
export function seccompText() {
  return `${JSON.stringify(seccompProfile(), null, 2)}\n`;
}

/** The text of docs/system-calls.md. */
export function systemCallsPage() {
  const listed = (names) =>
    names
      .split(/\s+/)
      .map((name) => `\`${name}\``)
      .join(' ');
  return `# System calls

What code in a sandbox may ask of the kernel: what Python's standard library, NumPy, the C library and the harness need,
and no more. A call that is not in the first table fails with EPERM, in Python as \`PermissionError\`; those of the second
fail with ENOSYS, as on a kernel that lacks them. Calls of another instruction set, such as 32-bit ones, end the process
with SIGSYS.

| What | Needed by | Calls |
|---|---|---|
${families.map(([name, needs, names]) => `| ${name} | ${needs} | ${listed(names)} |`).join('\n')}
| sockets | \`socket\`, \`asyncio\`, \`multiprocessing\`; the harness | \`socket\` for Unix, TCP and UDP, and no other protocol; \`socketpair\` for Unix |
| threads and children | \`threading\`, \`os.fork\`, \`subprocess\` | \`clone\` without namespaces |
| named pipes | \`os.mkfifo\` | \`mknod\`, \`mknodat\` for pipes |

| Missing, as on an older kernel | What happens then |
|---|---|
| ${listed(lacking)} | \`shutil\`, \`socket.sendfile\` and \`asyncio\` copy instead. They move pages between files without copying, and kernels have let them change files that were open for reading only. |
| \`clone3\` | The C library uses \`clone\`, whose flags a filter can see. |

| Left out | Why |
|---|---|
${leftOut.map((row) => `| ${row.join(' | ')} |`).join('\n')}

## Which call it was

A failure names the line that made a refused call, and says that the sandbox refuses it; the name of the call it does
not have. The kernel gives a process the error alone, and one that it ends with SIGSYS not even that; the name goes to
its audit log, which a chief neither needs nor may read. Two other ways were left. A filter that asks a supervisor
(\`SECCOMP_RET_USER_NOTIF\`) has every refused call wait for the chief. One that raises SIGSYS in place of the error
(\`SECCOMP_RET_TRAP\`) tells the number to handlers in C alone, and ends the many programs that try a call and do well
without. Where Python made the call, the traceback shows which of its functions it was. Where a library did, \`strace
-f -c python3 …\` on a machine of one's own lists the calls that the code makes: what is not in the first table is
refused.

This page is made by \`node scripts/seccomp-profile.mjs\`.
`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(profileFile, seccompText());
  writeFileSync(pageFile, systemCallsPage());
}
