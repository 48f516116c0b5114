import time

time.sleep(600)


def Processor(fragment):
    return fragment
