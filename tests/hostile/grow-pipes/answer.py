import fcntl
import os

near, far = os.pipe()
fcntl.fcntl(far, 1031, 1 << 20)  # F_SETPIPE_SZ
got = fcntl.fcntl(far, 1032)
