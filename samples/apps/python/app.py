import os
import sys

from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return f"Hello from Python {sys.version.split()[0]} on {os.environ.get('DYNO', 'this machine')}\n", {"Content-Type": "text/plain"}
