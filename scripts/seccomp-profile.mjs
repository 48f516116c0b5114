// Writes sandbox/seccomp.json: the system calls that Python, NumPy, threads and child processes need, by family.
// Everything else is refused with EPERM. Run it after a change here; a test compares the two.
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../sandbox/seccomp.json', import.meta.url));

const families = {
  'read and write': `read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek sendfile
    splice tee vmsplice copy_file_range readahead fadvise64`,
  'open and close files': `open openat openat2 creat close close_range dup dup2 dup3 fcntl flock ioctl`,
  'durability and size': `fsync fdatasync sync syncfs sync_file_range truncate ftruncate fallocate`,
  'look at files': `stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink
    readlinkat getdents getdents64 getcwd getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr`,
  'change files and folders': `mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink
    symlinkat chdir fchdir chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat umask utime utimes
    utimensat futimesat setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr`,
  'pipes and waiting': `pipe pipe2 select pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_wait
    epoll_pwait epoll_pwait2 eventfd eventfd2 signalfd signalfd4 inotify_init inotify_init1 inotify_add_watch
    inotify_rm_watch`,
  memory: `mmap munmap mremap mprotect madvise brk msync mincore mlock mlock2 munlock mlockall munlockall membarrier
    map_shadow_stack`,
  'processes and threads': `fork vfork execve execveat exit exit_group wait4 waitid set_tid_address set_robust_list
    get_robust_list rseq futex futex_waitv futex_wait futex_wake futex_requeue gettid getpid getppid getpgid getpgrp
    setpgid getsid setsid prctl arch_prctl pidfd_open pidfd_send_signal`,
  signals: `kill tkill tgkill rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend
    rt_sigtimedwait rt_tgsigqueueinfo sigaltstack pause restart_syscall`,
  'time and timers': `time gettimeofday clock_gettime clock_getres clock_nanosleep nanosleep alarm getitimer
    setitimer timer_create timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime
    timerfd_settime times`,
  scheduling: `sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler sched_getattr
    sched_get_priority_max sched_get_priority_min sched_rr_get_interval getcpu getpriority setpriority`,
  'who and how much': `getuid geteuid getgid getegid getgroups getresuid getresgid capget capset getrlimit setrlimit
    prlimit64 getrusage sysinfo uname getrandom`,
  'sockets once made': `bind connect listen accept accept4 getsockname getpeername getsockopt setsockopt sendto
    sendmsg sendmmsg recvfrom recvmsg recvmmsg shutdown`,
};

const unix = 1;
const inet = 2;
const inet6 = 10;
const fifo = 0o010000;
const fileTypeMask = 0o170000;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET of clone(2). */
const namespaceFlags = 0x7e020000;
const ENOSYS = 38;

const allow = (comment, names, ...args) => ({ comment, names, action: 'SCMP_ACT_ALLOW', args });
const equals = (index, value) => ({ index, value, op: 'SCMP_CMP_EQ' });
/** The argument, masked with `mask`, is `value`. */
const masked = (index, mask, value) => ({ index, value: mask, valueTwo: value, op: 'SCMP_CMP_MASKED_EQ' });

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
      ...Object.entries(families).map(([comment, names]) => allow(comment, names.split(/\s+/))),
      ...[unix, inet, inet6].map((family) =>
        allow('sockets: Unix and Internet', ['socket'], equals(0, family)),
      ),
      allow('socket pairs: Unix', ['socketpair'], equals(0, unix)),
      allow('clone: threads and children, no namespaces', ['clone'], masked(0, namespaceFlags, 0)),
      {
        comment: 'clone3: its flags are out of reach of a filter; the C library falls back to clone',
        names: ['clone3'],
        action: 'SCMP_ACT_ERRNO',
        errnoRet: ENOSYS,
        args: [],
      },
      allow('named pipes, no devices', ['mknod'], masked(1, fileTypeMask, fifo)),
      allow('named pipes, no devices', ['mknodat'], masked(2, fileTypeMask, fifo)),
    ],
  };
}

/** The text of sandbox/seccomp.json. */
export function seccompText() {
  return `${JSON.stringify(seccompProfile(), null, 2)}\n`;
}

if (argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, seccompText());
