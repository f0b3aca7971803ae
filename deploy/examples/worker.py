#!/usr/bin/env python3
"""Headrace example worker for tasks of type text.statistics. Python 3.9+, standard library only."""
import collections, json, os, random, re, signal, sys, threading, time, urllib.error, urllib.request

URL = os.environ.get("HEADRACE_URL", "http://127.0.0.1:8080").rstrip("/")
KEY = os.environ["HEADRACE_API_KEY"]
SLOTS, WAIT_MS = 8, 3000
stopping = threading.Event()  # SIGTERM, SIGINT, or the server asked us to drain
held = {}  # task id -> lease, for every task that has no outcome yet; the heartbeat keeps these alive


def call(path, body, method="POST"):
    """Sends JSON and returns the envelope's data; raises OSError (HTTPError is one) when that fails."""
    headers = {"Authorization": "Bearer " + KEY, "Content-Type": "application/json"}
    request = urllib.request.Request(URL + "/api/v1" + path, json.dumps(body).encode(), headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)["data"]


def statistics(task):
    """Counts lines and words, which are runs of letters and digits in lower case; ties by UTF-16 unit, as in Java."""
    payload, text = task["payload"], task["payload"].get("text")
    if payload.get("fail_first") and task["attempt"] == 1:
        raise RuntimeError("failing the first attempt, as the payload asks")
    if not isinstance(text, str):
        raise TypeError("text must be a string")
    counts = collections.Counter()
    for line in text.split("\n"):
        if task["id"] not in held:  # long work asks from time to time
            raise InterruptedError("cancelled, or not ours any more")
        counts.update(word.lower() for word in re.findall(r"[^\W_]+", line))
    top = sorted(counts.items(), key=lambda item: (-item[1], item[0].encode("utf-16-be")))
    lines = text.count("\n") + (text != "" and not text.endswith("\n"))
    return {"lines": lines, "words": sum(counts.values()), "top": top[:10]}


def outcome(task):
    """Runs one task and says how it ended, fenced by the number of its lease."""
    answer = {"task_id": task["id"], "lease": task["lease"]}
    try:
        return answer | {"result": "succeeded", "output": statistics(task)}
    except InterruptedError:
        return answer | {"result": "released"}  # costs no attempt; a cancelled task ends with it
    except Exception as error:
        told = {"type": type(error).__name__, "message": str(error), "retryable": not isinstance(error, TypeError)}
        return answer | {"result": "failed", "error": told}


def heartbeat(worker):
    while not worker["gone"].wait(worker["heartbeat_ms"] / 1000):
        try:
            leases = [{"task_id": task, "lease": lease} for task, lease in list(held.items())]
            reply = call("/workers/" + worker["worker_id"] + "/heartbeat", {"leases": leases})
        except OSError:
            continue  # the main loop sees the same and backs off; leases outlive a few missed beats
        for task in reply["stale"] + reply["cancel"]:
            held.pop(task, None)  # stale: the lease is not ours any more; cancel: nobody wants the result
        if reply["drain"]:
            stopping.set()


def register():
    worker = call("/workers", {"name": "worker.py", "types": ["text.statistics"], "queues": [], "slots": SLOTS})
    worker["gone"] = threading.Event()
    threading.Thread(target=heartbeat, args=[worker], daemon=True).start()
    print("registered as", worker["worker_id"], flush=True)
    return worker


def main():
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    worker, outcomes, backoff = None, [], 0.2
    while not stopping.is_set() or (outcomes and backoff < 2):
        try:
            worker = worker or register()
            room = {"worker_id": worker["worker_id"], "max": SLOTS, "wait_ms": WAIT_MS, "outcomes": outcomes}
            reply = call("/leases/outcomes", {"outcomes": outcomes}) if stopping.is_set() else call("/leases", room)
        except OSError as error:
            if isinstance(error, urllib.error.HTTPError) and error.code == 404 and worker:
                worker["gone"].set()  # the server no longer knows us
                worker = None
            print("trying again:", error, file=sys.stderr, flush=True)
            (time.sleep if stopping.is_set() else stopping.wait)(backoff * random.uniform(0.5, 1))
            backoff = min(backoff * 2, 10)
            continue
        for refused in (item for item in reply["outcomes"] if item["status"] != "accepted"):
            print("outcome refused:", refused, file=sys.stderr, flush=True)
        outcomes, backoff, tasks = [], 0.2, reply.get("tasks", [])
        held.update((task["id"], task["lease"]) for task in tasks)
        for task in tasks:
            if not stopping.is_set():
                outcomes.append(outcome(task))
            held.pop(task["id"], None)
    if worker:  # drained: the server takes us off its list and gives what we did not begin to others
        call("/workers/" + worker["worker_id"], None, "DELETE")


main()
