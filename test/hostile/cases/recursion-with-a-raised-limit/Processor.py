import sys


def down(n):
    return down(n + 1)


def Processor(fragment):
    sys.setrecursionlimit(10**9)
    return down(0)
