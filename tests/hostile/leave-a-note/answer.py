import os

got = "nothing"
try:
    if os.path.exists("/box/note"):
        got = open("/box/note").read()
    else:
        with open("/box/note", "w") as file:
            file.write("the answer of the one before")
except OSError:
    pass
