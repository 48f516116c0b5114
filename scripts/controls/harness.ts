import { type Control, controlsOf } from './control.ts';

const of = (name: string) => `sandbox/tests/test_${name}.py`;
const folder = 'sandbox/harness/butcher_harness';

/** What the harness refuses in the author's terms, before the chief does. */
export const harnessControls: readonly Control[] = [
  ...controlsOf(
    `${folder}/main_thread.py`,
    [of('main_thread')],
    ['a dead main thread ends the process', 'os._exit(128 + SIGSYS)', 'pass'],
  ),
  ...controlsOf(
    `${folder}/splitter.py`,
    [of('splitter')],
    ['a splitter is a generator', 'if not isinstance(returned, Generator):', 'if False:'],
    ['fragments within the limit', 'if size > fragment_bytes:', 'if False:'],
    ['fragments are bytes', 'if copied is None:', 'if False:'],
    ['nothing without credit', 'min(granted_fragments + 1 - pending.next_number, most)', 'most'],
  ),
  ...controlsOf(
    `${folder}/worker.py`,
    [of('worker')],
    ['results within the limit', 'if size > result_bytes:', 'if False:'],
    ['results are bytes', '    if copied is not None:\n        return copied', "    return copied or b''"],
    [
      'only the splitter may yield',
      'if isinstance(value, (GeneratorType, CoroutineType, AsyncGeneratorType)):',
      'if False:',
    ],
    ['bounded recursion', '    limit_recursion(recursion_depth)\n    append', '    append'],
    ['an exit is no success', 'except BaseException as error:', 'except Exception as error:'],
  ),
  ...controlsOf(
    `${folder}/merger.py`,
    [of('merger')],
    ['mergers do not yield', '_check_returned("the merger", returned)', 'pass'],
    ['a full disk is no success', '_flush_open_files()\n\n\ndef _check', 'pass\n\n\ndef _check'],
    [
      'an exit in finish is no success',
      'except BaseException as error:\n                give_room()\n                if',
      'except Exception as error:\n                give_room()\n                if',
    ],
  ),
  ...controlsOf(
    `${folder}/recursion.py`,
    [of('guarding')],
    ['the recursion limit is the job’s', 'sys.setrecursionlimit = _ignored', 'pass'],
  ),
  ...controlsOf(
    `${folder}/logs.py`,
    [of('session')],
    ['a bounded log', 'allowed = text[: max(self.left_bytes, 0)]', 'allowed = text'],
  ),
  ...controlsOf(
    `${folder}/wire.py`,
    [of('wire'), of('guarding')],
    ['a limit on lines', 'if len(line) > self._max_line_bytes:', 'if False:'],
    ['no input for user code', 'os.dup2(null_fd, 0)', 'pass'],
    ['descriptor 1 is a log', 'os.dup2(2, 1)', 'pass'],
    ['the bridge is not for children', '_close(self._fd)\n\n    def _message', 'pass\n\n    def _message'],
    [
      'children do not speak',
      'self.closed = True\n        self.lock = allocate_lock()',
      'self.lock = allocate_lock()',
    ],
  ),
  ...controlsOf(
    `${folder}/loading.py`,
    [of('loading')],
    ['the author’s modules do not become the harness’s', '_forget_shadowed(folders, bare_modules)', 'pass'],
  ),
  ...controlsOf(
    `${folder}/main.py`,
    [of('guarding')],
    ['the token is not in the environment', 'os.environ.pop(name, "")', 'os.environ.get(name, "")'],
  ),
  ...controlsOf(
    `${folder}/ticker.py`,
    [of('session')],
    ['without a bridge it ends', 'raise BridgeClosed', 'pass'],
  ),
  ...controlsOf(
    `${folder}/faults.py`,
    [of('worker'), of('faults')],
    ['a full disk is told', 'if error.errno in NO_SPACE:', 'if False:'],
    ['too many processes are told', 'if error.errno == errno.EAGAIN and self._has_forked():', 'if False:'],
    ['threads beyond the limit are told', '"can\'t start new thread" in str(error)', 'False'],
    [
      'odd exceptions are examined with care',
      'except BaseException:\n            fault = Fault(',
      'except ZeroDivisionError:\n            fault = Fault(',
    ],
    ['long messages are cut', 'if len(text) <= most:', 'if True:'],
  ),
  ...controlsOf(
    `${folder}/audit.py`,
    [of('session'), of('audit')],
    ['network is noted', '        "network",\n    ),', '        "nothing",\n    ) if False else {},'],
    ['paths of the kernel are noted', 'if _is_below(plain, "/proc", "/sys") or', 'if'],
    ['paths of other jobs are noted', 'return "other-job"', 'return None'],
    ['a bounded number of notes', 'if len(told) >= _MOST_PER_EVENT:', 'if False:'],
  ),
];
