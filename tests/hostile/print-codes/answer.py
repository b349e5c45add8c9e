TEXT = "=1+1\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2066<script>alert(1)</script>\n```\n<script>alert(2)</script>\n"


def total(numbers):
    print(TEXT)
    return 0
