raise RuntimeError('not the real json')
