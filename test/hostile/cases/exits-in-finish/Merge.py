import os


def merger(fragment, job_name):
    pass


def finish(job_name):
    os._exit(0)
