#!/usr/bin/env python3
"""Headrace example receiver: verifies Standard Webhooks signatures and counts. Python 3.9+, standard library only.

RECEIVER_PORT (0 = a free one, printed), RECEIVER_SECRET or RECEIVER_SECRET_FILE (whsec_…; the file is read at each
delivery, so that it may be written after the start). GET /counts tells what has arrived."""
import base64, collections, hashlib, hmac, http.server, json, os, signal, sys, threading, time

TOLERANCE = 300  # seconds a signature may be old or ahead
LONGEST = 1 << 20  # bytes of one delivery
counts = {"verified": collections.Counter(), "invalid": collections.Counter(), "repeated": 0}
seen = collections.OrderedDict()  # the last webhook-ids: delivery is at least once, so a repeat is normal
lock = threading.Lock()


def secret():
    text = os.environ.get("RECEIVER_SECRET")
    if text is None:
        with open(os.environ["RECEIVER_SECRET_FILE"], encoding="ascii") as file:
            text = file.read()
    return base64.b64decode(text.strip().removeprefix("whsec_"))


def verified(headers, body):
    """True when one of the space-separated v1 signatures is ours and the time is near."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > TOLERANCE:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(secret(), signed, hashlib.sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(expected.encode(), one.encode()) for one in given)


def first_time(message_id):
    if message_id in seen:
        return False
    seen[message_id] = True
    if len(seen) > 100_000:
        seen.popitem(last=False)
    return True


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers.get("content-length", "-1"))
        if not 0 <= length <= LONGEST:
            self.close_connection = True
            return self.answer(413, {"error": "a delivery has a content-length of at most 1 MiB"})
        body = self.rfile.read(length)
        try:
            event, genuine = json.loads(body), verified(self.headers, body)
            kind, task = event["type"], event.get("data", {}).get("task", {})
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            return self.answer(503 if isinstance(error, OSError) else 400, {"error": type(error).__name__})
        with lock:
            new = genuine and first_time(self.headers["webhook-id"])
            counts["repeated"] += genuine and not new
            if new or not genuine:
                known = genuine or kind in counts["verified"]  # a stranger must not fill our memory with names
                counts["verified" if genuine else "invalid"][kind if known else "other"] += 1
            line = {"type": kind, "verified": genuine, "repeated": genuine and not new, "task_id": task.get("task_id")}
            print(json.dumps(line), flush=True)
        self.answer(200 if genuine else 401, {"verified": genuine})

    def do_GET(self):
        with lock:
            self.answer(200 if self.path == "/counts" else 404, counts)

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass  # one line for each event is printed instead


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("RECEIVER_PORT", "0"))), Receiver)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(json.dumps({"listening": f"http://127.0.0.1:{server.server_port}/"}), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


main()
