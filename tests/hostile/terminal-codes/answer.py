print("\x1b]0;owned\x07\x1b[2J", end="")
got = "\x1b[2J\u202e"
