def Processor(fragment):
    len(fragment)
