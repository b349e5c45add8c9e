import socket

line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line.settimeout(2)
line.connect(("127.0.0.1", seed))
line.send(b"the question")
got = line.recv(64).decode()
