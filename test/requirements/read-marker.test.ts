import assert from 'node:assert/strict';
import { readMarker } from '../../src/requirements/read-marker.ts';
import { Scanner } from '../../src/requirements/scanner.ts';

/** By what pip says of them in the sandbox: Python 3.13 on Linux. */
const conditions = {
  yes: [
    'python_version >= "3.9"',
    'python_version < "3.14" and sys_platform == "linux"',
    '"3.12" != python_version or os_name == "nt" or os_name == "posix"',
    'python_version == "3.*"',
    'python_full_version >= "3.13.0"',
    '(os_name == "nt" or os_name == "posix") and not_there == "x"',
    "platform_system in 'Linux Darwin'",
    "sys_platform not in 'win32 cygwin'",
    'os_name == "posix" or os_name == "nt" and os_name == "nt"',
  ],
  no: [
    'python_version < "3.9"',
    'python_version ~= "3.9.0"',
    'sys_platform == "win32"',
    'extra == "test"',
    'platform_machine == "x86_64" and os_name == "nt"',
    "'dev' in dependency_groups",
    'sys_platform == "linux" and python_version < "3"',
    "implementation_name == 'pypy'",
  ],
  maybe: ['platform_machine == "x86_64"', 'python_full_version < "3.13.2"', 'sys_platform < "m"'],
};

describe('readMarker', () => {
  for (const [holds, markers] of Object.entries(conditions))
    for (const marker of markers)
      it(`${marker}: ${marker.includes('not_there') ? 'no condition' : holds}`, () => {
        const expected = marker.includes('not_there') ? null : holds;
        assert.equal(readMarker(new Scanner(marker)), expected);
      });
});
