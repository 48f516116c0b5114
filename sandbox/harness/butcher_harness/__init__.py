"""What runs inside every sandbox: it loads the author's code, feeds it and tells the chief what came of it."""
