def Processor(fragment):
    raise ValueError("<b>\x1b[2J\u202e" * 1_000_000)
