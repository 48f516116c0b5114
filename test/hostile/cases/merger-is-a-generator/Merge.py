def merger(fragment, job_name):
    yield fragment
