import os
import socket

near, far = socket.socketpair()
held = [os.dup(0) for _ in range(50)]
socket.send_fds(near, [b"50"], held)
for fd in held:
    os.close(fd)
held = [os.dup(0) for _ in range(50)]
got = "100 files"
