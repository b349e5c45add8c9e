import os
import resource

parent, got = os.getppid(), "refused"
if parent:
    try:
        resource.prlimit(parent, resource.RLIMIT_CORE, (0, 0))
        got = "set"
    except PermissionError:
        pass
