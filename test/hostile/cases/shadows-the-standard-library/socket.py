raise RuntimeError('not the real socket')
