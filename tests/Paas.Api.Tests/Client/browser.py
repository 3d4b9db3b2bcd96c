"""Opens a page in Chromium, fills in its form and presses a button: browser.py [FIELD=VALUE ...] [button=VALUE] URL

Everything is typed and clicked as a person would, so what the browser forbids fails here, too. Prints where that led and what stands there.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile


class Browser:
    """Chromium, driven over a pair of pipes by the DevTools protocol."""

    def __init__(self, profile):
        to_browser, from_browser = os.pipe(), os.pipe()

        def connect():  # the protocol is spoken on file descriptors 3 and 4
            reading, writing = os.dup(to_browser[0]), os.dup(from_browser[1])
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        command = ["chromium-headless-shell", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-proxy-server", f"--user-data-dir={profile}"]
        self.process = subprocess.Popen(command, preexec_fn=connect, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser[0])
        os.close(from_browser[1])
        self.output, self.input = to_browser[1], from_browser[0]
        self.unread, self.calls, self.events, self.session = b"", 0, [], None

    def call(self, method, **parameters):
        self.calls += 1
        message = {"id": self.calls, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.calls:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer.get("method"))

    def wait(self, event):
        while event not in self.events:
            self.events.append(self.read().get("method"))
        self.events.clear()

    def read(self):
        while b"\0" not in self.unread:
            part = os.read(self.input, 65536)
            if not part:
                sys.exit("The browser is gone.")
            self.unread += part
        message, self.unread = self.unread.split(b"\0", 1)
        return json.loads(message)

    def evaluate(self, script):
        return self.call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def open(self, url):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def type(self, field, text):
        self.evaluate(f"document.querySelector('[name={field}]').focus()")
        self.call("Input.insertText", text=text)

    def press(self, button):
        selector = f"button[value={button}]" if button else "button"
        place = self.evaluate(f"(box => [box.x + box.width / 2, box.y + box.height / 2])(document.querySelector('{selector}').getBoundingClientRect())")
        self.events.clear()
        for event in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=event, x=place[0], y=place[1], button="left", clickCount=1)
        self.wait("Page.loadEventFired")


url = next(word for word in sys.argv[1:] if word.startswith("http"))
fields = dict(word.split("=", 1) for word in sys.argv[1:] if "=" in word and word != url)
button = fields.pop("button", None)
profile = tempfile.mkdtemp(prefix="paas-browser-")
browser = Browser(profile)
try:
    browser.open(url)
    for field, text in fields.items():
        browser.type(field, text)
    browser.press(button)
    print(browser.evaluate("location.href + '\\n' + document.body.innerText"))
    browser.call("Browser.close")
    browser.process.wait()
finally:
    browser.process.kill()
    browser.process.wait()
    shutil.rmtree(profile, ignore_errors=True)
