import assert from 'node:assert/strict';
import {
  installerCommand,
  installerOptions,
} from '../../../../src/runtime/docker/libraries/installer-container.ts';

describe('the container that libraries are installed in', () => {
  it('is locked in', () => {
    const options = installerOptions({
      image: 'base',
      seccomp: 'profile',
      maxBytes: 1000,
      mounts: [{ source: '/a', target: '/wheels' }],
    });
    assert.equal(options.User, '65534:65534');
    assert.equal(options.NetworkDisabled, true);
    assert.deepEqual(options.HostConfig, {
      Init: true,
      NetworkMode: 'none',
      IpcMode: 'none',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', 'seccomp=profile'],
      Memory: 2 ** 31,
      MemorySwap: 2 ** 31,
      NanoCpus: 1e9,
      CpuShares: 256,
      OomScoreAdj: 500,
      PidsLimit: 64,
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: 1024, Hard: 1024 },
        { Name: 'fsize', Soft: 1000, Hard: 1000 },
      ],
      LogConfig: { Type: 'none', Config: {} },
      Mounts: [
        {
          Type: 'bind',
          Source: '/a',
          Target: '/wheels',
          ReadOnly: true,
          BindOptions: { Propagation: 'rprivate' },
        },
      ],
    });
  });

  it('runs our program without what the environment or the working folder say', () => {
    assert.deepEqual(installerCommand('resolve'), [
      '/usr/bin/python3',
      '-I',
      '-B',
      '/build/install.py',
      'resolve',
    ]);
  });
});
