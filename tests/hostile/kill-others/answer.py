import os

parent, got = os.getppid(), "refused"
if parent:
    try:
        os.kill(parent, 0)
        got = "sent"
    except PermissionError:
        pass
