import { type Control, controlsOf, onlyTests } from './control.ts';

const options = 'test/runtime/docker/container-options.test.ts';

/**
 * What the engine is told of a container. Its tests start none: a container without these controls is not safe to
 * start.
 */
const container: readonly Control[] = controlsOf(
  'src/runtime/docker/container-options.ts',
  [options],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the file.
  ['not root', 'User: `${input.uid}:${input.uid}`', "User: '0:0'"],
  ['no capabilities', "CapDrop: ['ALL']", 'CapDrop: []'],
  ['no new privileges', "'no-new-privileges', ", ''],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the file.
  ['our seccomp profile', ', `seccomp=${input.seccomp}`', ''],
  ['not privileged', 'Privileged: false', 'Privileged: true'],
  ['read-only root', 'ReadonlyRootfs: true', 'ReadonlyRootfs: false'],
  ['no network', "NetworkMode: 'none'", "NetworkMode: 'default'"],
  ['network disabled', 'NetworkDisabled: true', 'NetworkDisabled: false'],
  ['no shared memory', "IpcMode: 'none'", "IpcMode: 'shareable'"],
  ['processes of its own', "PidMode: ''", "PidMode: 'host'"],
  ['control groups of its own', "CgroupnsMode: 'private'", "CgroupnsMode: 'host'"],
  ['bounded memory', 'Memory: input.memoryBytes', 'Memory: 0'],
  ['no swap', 'MemorySwap: input.memoryBytes', 'MemorySwap: -1'],
  ['dies before the chief', 'OomScoreAdj: dieBeforeTheChief', 'OomScoreAdj: 0'],
  ['the chief goes first', "CpuShares: role === 'merger' ? mergerShares : cpuShares", 'CpuShares: 0'],
  [
    'bounded processors',
    'NanoCpus: Math.round(Math.min(limits.cpus, input.engineCpus) * 1e9)',
    'NanoCpus: 0',
  ],
  [
    'bounded processes',
    'PidsLimit: isGvisor(input.ociRuntime) ? Math.max(limits.pids, gvisorPids) : limits.pids',
    'PidsLimit: 0',
  ],
  ['no core files', "Name: 'core', Soft: 0, Hard: 0", "Name: 'core', Soft: 0, Hard: -1"],
  ['bounded open files', 'const openFiles = 1024', 'const openFiles = 1048576'],
  ['bounded file sizes', "ulimit('fsize', largestFile(role, limits))", "ulimit('fsize', -1)"],
  ['nothing in scratch is run', 'rw,noexec,', 'rw,exec,'],
  ['no set-user-id in scratch', 'rw,noexec,nosuid,', 'rw,noexec,'],
  ['no devices in scratch', 'rw,noexec,nosuid,nodev,', 'rw,noexec,nosuid,'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the file.
  ['bounded scratch', 'size=${limits.scratchBytes},', ''],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the file.
  ['bounded scratch files', ',nr_inodes=${scratchInodes}', ''],
  ['nothing else to write to on Podman', ", '/run': podmanScratch, '/var/tmp': podmanScratch", ''],
  ['no mount that Podman mistakes', "dialect !== 'podman' || odd === undefined", 'true'],
  ['read-only mounts', 'ReadOnly: writable !== true', 'ReadOnly: false'],
  ['mounts bring none along', ', NonRecursive: true', ''],
  ['mounts stay inside', "Propagation: 'rprivate'", "Propagation: 'rshared'"],
  ['no log of the engine', "LogConfig: { Type: 'none'", "LogConfig: { Type: 'json-file'"],
  ['no restart', "RestartPolicy: { Name: 'no' }", "RestartPolicy: { Name: 'always' }"],
  ['stays until it was looked at', 'AutoRemove: false', 'AutoRemove: true'],
  ['an init process', 'Init: true', 'Init: false'],
  ['a name that says nothing', "Hostname: 'sandbox'", "Hostname: ''"],
  ['standard input for one chief', 'StdinOnce: input.stdio', 'StdinOnce: false'],
);

const around: readonly Control[] = [
  ...controlsOf(
    'src/runtime/sandbox-environment.ts',
    [options],
    [
      'an environment from nothing',
      '    LANG:',
      '    ...(process.env as Record<string, string>),\n    LANG:',
    ],
  ),
  ...controlsOf(
    'src/runtime/docker/job-user.ts',
    ['test/runtime/docker/job-user.test.ts'],
    ['a user for each job', 'hash % (range.last - range.first + 1)', 'hash % 1'],
    ['numbers that nothing else hands out', 'first: 1_879_048_192', 'first: 1000'],
    ['files for the job’s user alone', 'await giveToUser(path, user.uid)', 'await setMode(path, 0o777)'],
  ),
  ...controlsOf(
    'src/runtime/docker/image/build-container.ts',
    ['test/runtime/docker/image/build-container.test.ts'],
    ['no orphans in other namespaces', 'namespace === processNamespace()', "namespace !== ''"],
    ['no orphans among the living', '!isAlive(Number(pid))', 'true'],
  ),
  ...controlsOf(
    'src/runtime/docker/control-group.ts',
    ['test/runtime/docker/control-group.engine.test.ts'],
    [
      'what the kernel counts is found wherever the engine keeps it',
      'await foldersOf(containerId, processId)',
      'usualFolders(containerId)',
    ],
    [
      'it is never that of another process',
      'parts.findLastIndex((part) => part.includes(id)) + 1',
      'parts.length',
    ],
  ),
  ...controlsOf(
    'src/runtime/docker/engine/engine-limits.ts',
    ['test/runtime/docker/engine/engine-limits.test.ts'],
    ['limits hold, or no job runs', 'judgement.unbounded.length === 0 || allowUnbounded', 'true'],
    ['what an engine does not tell is not bounded', 'info[field] !== true', 'info[field] === false'],
    ['no control groups, no limits', "info.CgroupDriver === 'none'", 'false'],
    ['what Podman may not use bounds nothing', 'controllers?.includes(controller) === false', 'false'],
  ),
  ...controlsOf(
    'src/runtime/docker/docker-runtime.ts',
    ['test/runtime/docker/unbounded-engine.test.ts'],
    ['a refused engine starts nothing', 'if (refusal !== null) throw', 'if (refusal === null) throw'],
    ['an engine is judged anew', 'performance.now() - connection.seenAtMs > freshMs', 'false'],
  ),
  ...controlsOf(
    'src/runtime/docker/link-tree.ts',
    ['test/runtime/docker/link-tree.test.ts'],
    ['no second name for what anybody may write', '(stats.mode & writableByAll) === 0 && ', ''],
    [
      'no second name for links',
      'if (!stats.isDirectory()) return false;',
      'if (!stats.isDirectory()) return linked(from, to);',
    ],
  ),
  ...controlsOf(
    'src/runtime/docker/sweep-containers.ts',
    ['test/runtime/docker/sweep-containers.engine.test.ts'],
    ['containers of living chiefs are not swept', 'return isDead(chief);', 'return true;'],
    [
      'containers of other homes are not swept',
      'chief === null || chief.home !== self.home',
      'chief === null',
    ],
  ),
];

const table = (names: string, ...more: string[]): [string, string] => [
  '"comment": "read and write",\n      "names": [',
  `"comment": "read and write",\n      "names": [${[names, ...more].map((name) => `\n        "${name}",`).join('')}`,
];

/** System calls that the profile would let through. */
const kernel: readonly Control[] = onlyTests(
  'refuses everything',
  controlsOf(
    'sandbox/seccomp.json',
    ['test/sandbox/seccomp.engine.test.ts'],
    [
      'everything not named is refused',
      '"defaultAction": "SCMP_ACT_ERRNO"',
      '"defaultAction": "SCMP_ACT_ALLOW"',
    ],
    [
      'no moving of pages between files',
      '"action": "SCMP_ACT_ERRNO",\n      "errnoRet": 38,\n      "args": []',
      '"action": "SCMP_ACT_ALLOW",\n      "args": []',
    ],
    ...[
      ['writing for the whole machine', 'sync', 'syncfs', 'sync_file_range'],
      ['looking at the page cache', 'mincore', 'readahead', 'mlock'],
      ['watching files', 'inotify_init1'],
      ['io_uring', 'io_uring_setup', 'io_uring_enter', 'io_uring_register'],
      ['keys', 'add_key', 'request_key', 'keyctl'],
      ['userfaultfd'],
      ['ptrace', 'ptrace', 'process_vm_readv', 'process_vm_writev', 'kcmp', 'process_madvise'],
      ['pidfd_getfd'],
      ['name spaces', 'unshare', 'setns'],
      ['mounting', 'mount', 'open_tree', 'fsopen', 'pivot_root'],
      ['chroot'],
      ['perf_event_open'],
      ['memfd_create'],
      ['personality'],
      ['file handles', 'name_to_handle_at', 'open_by_handle_at'],
      ['shared memory', 'shmget', 'mq_unlink'],
      ['asynchronous I/O', 'io_setup'],
      ['nested filters', 'seccomp'],
      ['sockets of other families', 'socket'],
      ['devices made', 'mknodat'],
      ['user name spaces by clone', 'clone'],
    ].map(([name, ...calls]): [string, string, string] => [
      `no ${name}`,
      ...table(calls[0] ?? name!, ...calls.slice(1)),
    ]),
  ),
);

export const containerControls: readonly Control[] = [...container, ...around, ...kernel];
