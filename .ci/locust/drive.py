"""Loads a mock with what erpkit writes for Locust, and looks at what the mock received. Ends what it started."""
import concurrent.futures
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
import uuid

folder = sys.argv[1]
erpkit = os.path.join(folder, "erpkit")
os.chdir(folder)
signal.signal(signal.SIGTERM, lambda *_: sys.exit("it took too long"))  # and so ends what was started
for name in list(os.environ):
    if name.startswith(("ERPKIT_", "LOCUST_")):
        del os.environ[name]


def check(fine, *words):
    if not fine:
        sys.exit(" ".join(str(word) for word in words))


@contextlib.contextmanager
def running(*command, **options):
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def erpkit_says(*arguments):
    return subprocess.run([erpkit, *arguments], check=True, timeout=60, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()


def ask(path, body=None, method=None):
    request = urllib.request.Request(control + "/api/v1" + path, data=body, method=method, headers={"Content-Type": "application/yaml"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


# As the documents show them.
MASTER = "locust -f load.py --master --expect-workers 2 --headless --users 24 --spawn-rate 24 --run-time 1m --stop-timeout 35 --host http://127.0.0.1:8085"
WORKER = "locust -f load.py --worker --master-host 127.0.0.1"


def load(file, run, workers, seconds=3):
    """The exit code, and how many posts Locust counted. Without workers one Locust does all."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    values = {"load.py": file, "1m": f"{seconds}s", "35": "10", "http://127.0.0.1:8085": f"{erp}/r/{run}"}

    def locust(command, *more):
        words = [values.get(word, word) for word in command.split()]
        return started.enter_context(running(*words, *more, "--loglevel", "ERROR", stdout=log, stderr=log))

    with contextlib.ExitStack() as started:
        log = started.enter_context(open(run + ".log", "w", encoding="utf-8"))
        for _ in range(workers):
            locust(WORKER, "--master-port", port)
        if workers:
            master = locust(MASTER, "--only-summary", "--master-bind-host", "127.0.0.1", "--master-bind-port", port)
        else:
            master = locust(MASTER.replace("--master --expect-workers 2 ", ""), "--only-summary")
        code = master.wait(60)
    with open(run + ".log", encoding="utf-8") as file:
        said = file.read()
    total = re.search(r"Aggregated +(\d+) +(\d+)\(", said)
    check(total and code in (0, 1), run, "ended with", code, said)
    print(f"{run}: exit code {code}, {total[1]} posts, {total[2]} failures", flush=True)
    return code, int(total[1])


def carried(run):
    """How many posts brought an id back: each must be one that the mock gave in an answer about the same stock."""
    given, brought = set(), 0
    for line in erpkit_says("export", "--format", "jsonl", "--run", run, "--control-url", control).rstrip("\n").split("\n"):
        x = json.loads(line)
        post = json.loads(x["request"]["text"])
        for thing in (post, post.get("item", {})):
            if thing.get("externalId"):
                check((post["stockId"], thing["externalId"]) in given, "an id that was never given:", line)
                brought += 1
        given.add((post["stockId"], json.loads(x["answer"]["text"]).get("externalId")))
    return brought


def right(file, run):
    code, posts = load(file, run, workers=2)
    check(code == 0 and posts > 100, "the load failed")
    check(posts <= 24 * 5 * 4, "the rate is not kept: at most 5 posts per second of each of 24 stations, over three seconds and a begun one, not", posts)
    check(ask(f"/exchanges?run={run}")["total"] == posts, "the mock received another number of posts than Locust counted")
    check(ask(f"/exchanges?run={run}&status=200-299")["total"] == posts, "the mock refused some")
    for level in ("MUST", "SHOULD"):
        check(ask(f"/exchanges?run={run}&level={level}")["total"] == 0, "there are findings")
    check(ask(f"/exchanges?run={run}&type=remove")["total"] > 0 and carried(run) > 20, "no ids were carried")


def wrong(run, script, file="shift.py"):
    ask(f"/script?run={run}", b"version: 1\nrules:\n  - " + script, "PUT")
    code, posts = load(file, run, workers=0, seconds=2)
    check(code == 1 and posts > 20, f"{run}: the exit code must be 1")
    check(ask(f"/exchanges?run={run}&level=MUST")["total"] == 0, "the flow went on after it was refused")


def variant(new, old, **constants):
    """A locustfile with other constants."""
    with open(old, encoding="ascii") as file:
        text = file.read()
    for name, value in constants.items():
        text, n = re.subn(rf"^{name} = \d+ ", f"{name} = {value} ", text, flags=re.M)
        check(n == 1, name, "is not in the file")
    with open(new, "w", encoding="ascii") as file:
        file.write(text)


def odd():
    """What is odd, and right by the contract, is played as it was, and none of it is code."""
    text = "'''+open('owned','w').write('x')+r'''\\'\"\n\u2028\u202e\U0001f600{}%s"
    digits = "0.1250000000000000000001"
    common = {"workorderNumber": text, "sku": text, "workorderExternalId": None}
    common.update({name: str(uuid.uuid4()) for name in ("workorderId", "sessionId", "stockId")})
    long, given = "x" * 254, None
    for kind, members in [
        ("device", {"type": "add", "serial": text}),
        ("device", {"type": "update", "serial": long + "1", "oldSerial": text}),
        ("device", {"type": "update", "serial": long + "2", "oldSerial": long + "1"}),
        ("item-attach", {"type": "add", "serial": long + "2", "item": {"sku": text, "quantity": 0.125}, text: [text, {text: 1}]}),
    ]:
        body = {**common, **members, **({"externalId": given} if given else {})}
        request = urllib.request.Request(
            f"{erp}/r/odd/{kind}", data=json.dumps(body).replace("0.125", digits).encode(), headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            given = given or json.load(answer)["externalId"]
    erpkit_says("export", "--format", "locust", "--run", "odd", "--control-url", control, "--out", "recorded.py")
    variant("odd.py", "recorded.py", RATE=5)
    code, sent = load("odd.py", "odd-again", workers=0, seconds=4)
    check(code == 0 and sent > 50 and not os.path.exists("owned"), "odd posts were not played right")
    check(ask("/exchanges?run=odd-again&level=MUST")["total"] == 0, "there are findings")
    for line in erpkit_says("export", "--format", "jsonl", "--run", "odd-again", "--control-url", control).rstrip("\n").split("\n"):
        body = json.loads(line)["request"]["text"]
        post = json.loads(body)
        check(post["workorderNumber"] == text and (text not in post or digits in body), "it became something else:", body)
        check("item" in post or post["type"] != "add" or post["serial"].startswith(text + "-"), "the serial became something else:", body)


with running(erpkit, "serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--json", "--log", "none", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as mock:
    said = json.loads(mock.stdout.readline())
    erp, control = said["url"], said["controlUrl"]
    erpkit_says("shift", "--seed", "7", "--events", "300", "--locust", "written.py")
    variant("shift.py", "written.py", RATE=5)
    right("shift.py", "load")
    erpkit_says("export", "--format", "locust", "--run", "load", "--control-url", control, "--out", "exported.py")
    variant("again.py", "exported.py", RATE=5)
    right("again.py", "again")
    odd()
    variant("strict.py", "written.py", RATE=5, LIMIT=0.2)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for one in [
            pool.submit(wrong, "refusing", b"{name: no, when: {kind: device}, answer: {status: 409, body: {message: no}}}"),
            pool.submit(wrong, "reset", b"{name: gone, when: {kind: operation}, answer: {fault: reset-in-headers}}"),
            pool.submit(wrong, "odd-id", b"{name: odd, when: {kind: operation}, answer: {status: 200, body: {externalId: 7}}}"),
            pool.submit(wrong, "slow", b"{name: slow, when: {kind: device}, answer: {status: 200, delay: 400ms}}", "strict.py"),
        ]:
            one.result()
