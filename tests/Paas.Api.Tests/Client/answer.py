"""Runs a command on a terminal and answers what it asks: answer.py QUESTION ANSWER ... -- COMMAND ...

A question is a part of what the command prints; its answer is typed once it stands there, with \\r for the return key and \\s for a space.
"""
import os
import pty
import sys

split = sys.argv.index("--")
words = sys.argv[1:split]
answers = [(words[i].encode(), words[i + 1].replace("\\r", "\r").replace("\\s", " ").encode()) for i in range(0, split - 1, 2)]
seen = b""


def read(terminal):
    global seen
    data = os.read(terminal, 1024)
    seen += data
    if answers and answers[0][0] in seen:
        seen = b""
        os.write(terminal, answers.pop(0)[1])
    return data


code = os.waitstatus_to_exitcode(pty.spawn(sys.argv[split + 1:], read))
if answers:
    sys.exit(f"never asked for: {answers}")
sys.exit(code)
