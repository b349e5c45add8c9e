import socket

socket.sethostname("mine")
got = socket.gethostname()
