class Evil(Exception):
    def __str__(self):
        raise self

    @property
    def __traceback__(self):
        raise self


def Processor(fragment):
    raise Evil
