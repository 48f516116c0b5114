def Processor(fragment):
    return bytes(100_001)
