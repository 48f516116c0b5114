import threading
import time

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    for _ in range(200):
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
    return fragment
