"""Scenarios against the router at argv[1], played by hyper-h2: an implementation of HTTP/2 and HPACK that shares nothing
with the router and raises an error for every frame that breaks the protocol. Prints a line for each scenario that went well."""
import socket
import sys

import h2.config
import h2.connection
import h2.events
import h2.settings

Codes = h2.settings.SettingCodes


class Client:
    def __init__(self, settings=None):
        self.socket = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=30)
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        if settings:
            self.h2.local_settings = h2.settings.Settings(client=True, initial_values={**self.h2.local_settings, **settings})
        self.h2.initiate_connection()
        self.streams = {}
        self.events = []
        self.opens_windows = True
        self.flush()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def get(self, path, method="GET", end=True, more=()):
        stream = self.h2.get_next_available_stream_id()
        self.streams[stream] = {"body": b"", "headers": {}, "trailers": {}, "interim": [], "ended": False, "reset": None}
        self.h2.send_headers(stream, [(":method", method), (":scheme", "http"), (":path", path), (":authority", "app.localhost"), *more], end_stream=end)
        self.flush()
        return stream

    def pump(self):
        data = self.socket.recv(65536)
        assert data, "the router closed"
        for event in self.h2.receive_data(data):
            self.events.append(event)
            stream = self.streams.get(getattr(event, "stream_id", None))
            if isinstance(event, h2.events.ResponseReceived):
                stream["headers"] = dict(event.headers)
            elif isinstance(event, h2.events.InformationalResponseReceived):
                stream["interim"].append(dict(event.headers)[":status"])
            elif isinstance(event, h2.events.TrailersReceived):
                stream["trailers"] = dict(event.headers)
            elif isinstance(event, h2.events.DataReceived):
                stream["body"] += event.data
                if self.opens_windows:
                    self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.StreamEnded):
                stream["ended"] = True
            elif isinstance(event, h2.events.StreamReset):
                stream["reset"] = event.error_code
            elif isinstance(event, h2.events.ConnectionTerminated):
                raise AssertionError(f"GOAWAY {event.error_code}")
        self.flush()

    def until(self, condition):
        while not condition():
            self.pump()

    def end(self, stream):
        self.until(lambda: self.streams[stream]["ended"] or self.streams[stream]["reset"] is not None)
        return self.streams[stream]

    def upload(self, stream, body, trailers=()):
        sent = 0
        while sent < len(body):
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size, len(body) - sent)
            if room <= 0:
                self.pump()
                continue
            self.h2.send_data(stream, body[sent:sent + room], pad_length=7 if room < 1000 else None)
            sent += room
            self.flush()
        if trailers:
            self.h2.send_headers(stream, trailers, end_stream=True)
        else:
            self.h2.end_stream(stream)
        self.flush()


def scenario(name, ok):
    assert ok, name
    print("ok", name, flush=True)


client = Client()
streams = [client.get(f"/echo/{i}", more=[("x-number", str(i)), ("cookie", "a=1"), ("cookie", "b=2")]) for i in range(60)]
answers = [client.end(stream) for stream in streams]
scenario("60 streams at once", all(f"GET /echo/{i} " in a["body"].decode() and f"x-number: {i}\n" in a["body"].decode() for i, a in enumerate(answers)))
scenario("cookie crumbs", all("cookie: a=1; b=2\n" in a["body"].decode() for a in answers))

stream = client.get("/length", method="POST", end=False)
client.upload(stream, b"x" * 700_000)
scenario("upload without length", client.end(stream)["body"] == b"700000")
stream = client.get("/length", method="POST", end=False, more=[("content-length", "300500")])
client.upload(stream, b"x" * 300_500)
scenario("upload with length, last frame padded", client.end(stream)["body"] == b"300500")
stream = client.get("/echo", method="POST", end=False, more=[("te", "trailers")])
client.upload(stream, b"body", trailers=[("x-sum", "4")])
scenario("request trailers", "[x-sum: 4]" in client.end(stream)["body"].decode())

answer = client.end(client.get("/trailers"))
scenario("response trailers", answer["body"] == b"abc" and answer["trailers"] == {"x-sum": "3"})
answer = client.end(client.get("/hints"))
scenario("interim response", answer["interim"] == ["103"] and answer["headers"][":status"] == "200")
scenario("HEAD", client.end(client.get("/large", method="HEAD"))["body"] == b"")
scenario("204", client.end(client.get("/204"))["headers"][":status"] == "204")
answer = client.end(client.get("/headers"))
scenario("response head of several frames", len(answer["headers"]["x-large"]) == 40_000)

for size in (0, 4096, 100, 4096):
    client.h2.update_settings({Codes.HEADER_TABLE_SIZE: size})
    client.flush()
    answers = [client.end(client.get("/echo")) for _ in range(4)]
    assert all(a["headers"]["via"] == "1.1 heroku-router" for a in answers)
scenario("header table of the client resized", True)
client.h2.update_settings({Codes.MAX_FRAME_SIZE: 100_000})
client.flush()
scenario("larger frames allowed", len(client.end(client.get("/large"))["body"]) == 500_000)
client.h2.prioritize(streams[0] + 1000, weight=10, depends_on=0)
client.h2.ping(b"12345678")
client.flush()
client.until(lambda: any(isinstance(e, h2.events.PingAckReceived) and e.ping_data == b"12345678" for e in client.events))
scenario("ping and priority", True)

stream = client.get("/large")
client.until(lambda: len(client.streams[stream]["body"]) > 0)
client.h2.reset_stream(stream, error_code=8)
client.flush()
scenario("reset by the client, then another request", client.end(client.get("/length", method="POST"))["body"] == b"0")

tiny = Client({Codes.INITIAL_WINDOW_SIZE: 1000})
scenario("response through small windows", len(tiny.end(tiny.get("/large"))["body"]) == 500_000)
tiny.opens_windows = False
stream = tiny.get("/large")
tiny.until(lambda: len(tiny.streams[stream]["body"]) == 1000)
tiny.h2.update_settings({Codes.INITIAL_WINDOW_SIZE: 5000})
tiny.flush()
tiny.until(lambda: len(tiny.streams[stream]["body"]) == 5000)
scenario("window moved by settings", True)
answer = tiny.end(tiny.get("/nowhere", more=[("expect", "cake")]))
scenario("error page", answer["headers"][":status"] == "417")
