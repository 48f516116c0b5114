class Deep:
    def __repr__(self):
        return repr([self])


def Processor(fragment):
    return repr(Deep()).encode()
