got = open('/etc/passwd').read()
