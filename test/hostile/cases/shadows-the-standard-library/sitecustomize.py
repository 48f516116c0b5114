raise RuntimeError('sitecustomize ran')
