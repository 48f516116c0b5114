import atexit
import time


def merger(fragment, job_name):
    atexit.register(time.sleep, 600)
