got = open('/etc/passwd').read(4)
