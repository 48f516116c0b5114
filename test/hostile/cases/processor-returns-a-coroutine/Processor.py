async def work(fragment):
    return fragment


def Processor(fragment):
    return work(fragment)
