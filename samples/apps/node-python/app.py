import os
import subprocess

from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return f"Hello from Python and its assets on {os.environ.get('DYNO')}\n", {"Content-Type": "text/plain"}


@app.get("/node")
def node():
    return subprocess.run(["node", "-p", "'and from Node.js'"], capture_output=True, text=True, check=True).stdout
