import time


def merger(fragment, job_name):
    time.sleep(600)
