def Processor(fragment):
    yield fragment
