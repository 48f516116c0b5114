def down(n):
    return down(n + 1)


def Processor(fragment):
    return down(0)
