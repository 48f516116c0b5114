import atexit
import os
import threading
import time

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    atexit.register(time.sleep, 600)
    threading.Thread(target=time.sleep, args=(600,)).start()
    if os.fork() == 0:
        os.setsid()
        time.sleep(600)
        os._exit(0)
    return fragment
