"""Posts of the MES, played again by Locust (https://locust.io). Written by erpkit.

    locust -f FILE --headless --users 16 --spawn-rate 16 --run-time 1m --stop-timeout 35 --host http://127.0.0.1:8085
    locust -f FILE --master --expect-workers 2 --headless ...     on one machine
    locust -f FILE --worker --master-host MACHINE                 on each of the others

One user is one station. It makes RATE posts per second, one after the other: --users is the number of posts per second
as long as RATE is 1 and the ERP answers within that time. A flow is all posts about one thing, in their order. Stations
take one flow after the other, again and again; each time it gets new serials and a new stock, and the ids that the ERP
answers come back on the later posts (F1). A post that is not accepted ends its flow, for in the MES nothing happened (T7).
What was begun stays in the ERP: use a test system.

ERPKIT_HEADER in the environment of each worker holds headers for every post, one a line: "Authorization: Bearer ...".
A private authority: REQUESTS_CA_BUNDLE. The path of --host is put in front of the paths of the posts.

Exit codes: 0 all posts were accepted within LIMIT and in the right form, 1 some were not or a worker is gone, 4 nothing
was posted.
"""
import hashlib
import itertools
import json
import logging
import os
import random
import secrets
import time
import uuid
from http.cookiejar import DefaultCookiePolicy

import gevent
from locust import HttpUser, constant_throughput, events, runners, task

RATE = 1  # posts per second of one station
LIMIT = 5  # seconds until the answer must be there (E8)
TIMEOUT = 30  # seconds until the MES no longer waits (T6)
LONGEST = 255  # characters of a serial that every ERP takes


class Number(str):
    """A number with the digits that it had (P6)."""


def text(value):
    """JSON with every number as it was."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(text(name) + ":" + text(member) for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


# Nothing in here is code: it is one text, in JSON, of ASCII characters without an apostrophe.
FLOWS = json.loads(
    r'''[]''',
    parse_int=Number,
    parse_float=Number,
)
TURNS = itertools.count(random.randrange(1_000_000))
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "erpkit"}
for line in os.environ.get("ERPKIT_HEADER", "").splitlines():
    header, _, content = line.partition(":")
    if header.strip():
        HEADERS[header.strip()] = content.strip()
if not getattr(runners, "__version__", True):  # as in Debian 12: its master would take its workers for old ones
    runners.__version__ = "2"
logger = logging.getLogger("erpkit")
told = itertools.count()


class Late(Exception):
    """The MES no longer waits."""


class Play:
    """One flow on its way."""

    def __init__(self, posts):
        self.posts = iter(posts)
        self.mark = "-" + secrets.token_hex(8)
        self.stocks, self.ids = {}, {}

    def body(self, post):
        """The body with new names, and with the ids that the ERP gave."""
        body = self.renamed(post["body"])
        body["stockId"] = self.stocks.setdefault(body["stockId"], str(uuid.uuid4()))
        if isinstance(body.get("item"), dict):
            body["item"] = self.renamed(body["item"])
            self.put(body["item"], post.get("item"))
        self.put(body, post.get("takes"))
        return text(body).encode("utf-8", "replace")

    def renamed(self, members):
        members = dict(members)
        for name in ("serial", "oldSerial"):
            if isinstance(members.get(name), str):
                members[name] = self.fresh(members[name])
        return members

    def fresh(self, serial):
        if len(serial) + len(self.mark) > LONGEST:  # two long ones may differ only at their ends
            digest = hashlib.sha256(serial.encode("utf-8", "replace")).hexdigest()[:8]
            serial = serial[: LONGEST - len(self.mark) - len(digest)] + digest
        return serial + self.mark

    def put(self, members, thing):
        members.pop("externalId", None)
        if self.ids.get(thing):
            members["externalId"] = self.ids[thing]

    def accepted(self, post, external_id):
        thing = post.get("gives")
        if thing and (external_id or post["type"] == "add"):
            self.ids[thing] = external_id


def read(answer):
    """The id that the ERP gave (T4) and what is wrong with it; of no JSON object nothing is read."""
    try:
        said = json.loads(answer.content.decode("utf-8"))
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(said, dict) or "externalId" not in said:
        return None, None
    if isinstance(said["externalId"], str) and said["externalId"]:
        return said["externalId"], None
    return None, "externalId is not a text, or empty (E3)"


def judge(answer, took):
    """The id, whether the MES takes the post for accepted, and what is wrong with the answer."""
    if answer.status_code < 200:
        return None, False, f"no answer (T6): {type(getattr(answer, 'error', None)).__name__}"
    if answer.status_code >= 400:
        if next(told) < 5:
            logger.warning("refused with %d: %.300r", answer.status_code, answer.text)
        return None, False, f"refused with {answer.status_code} (T3)"
    external_id, wrong = read(answer)
    if answer.status_code >= 300:
        wrong = "a redirect, which the MES does not follow (E8)"
    elif took > LIMIT:
        wrong = f"the answer took longer than {LIMIT} s (E8)"
    return external_id, True, wrong


class Station(HttpUser):
    """Somebody who reports what is done, one post after the other."""

    wait_time = constant_throughput(RATE)
    play = Play([])

    def on_start(self):
        self.client.base_url = self.client.base_url.rstrip("/")
        self.client.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    @task
    def report(self):
        post = next(self.play.posts, None)
        if post is None:
            self.play = Play(FLOWS[next(TURNS) % len(FLOWS)])
            post = next(self.play.posts)
        external_id, accepted = self.send(post)
        if accepted:
            self.play.accepted(post, external_id)
        else:
            self.play.posts = iter(())

    def send(self, post):
        name, began = f"{post['kind']} {post['type']}", time.perf_counter()
        headers = {**HEADERS, "Content-Type": post.get("contentType", "application/json")}
        try:
            with gevent.Timeout(TIMEOUT, Late(f"no answer within {TIMEOUT} s (T6)")):
                request = self.client.post(
                    post["path"], data=self.play.body(post), name=name, headers=headers,
                    allow_redirects=False, timeout=TIMEOUT, catch_response=True,
                )
        except Late as late:
            self.environment.events.request.fire(
                request_type="POST", name=name, response_time=TIMEOUT * 1000, response_length=0,
                response=None, context={}, exception=late,
            )
            return None, False
        with request as answer:
            external_id, accepted, wrong = judge(answer, time.perf_counter() - began)
            if wrong:
                answer.failure(wrong)
            else:
                answer.success()
        return external_id, accepted


@events.quitting.add_listener
def _(environment, **_kwargs):
    runner = environment.runner
    if runner is None or isinstance(runner, runners.WorkerRunner):
        return
    missing = getattr(getattr(runner, "clients", None), "missing", None)
    if missing:
        logger.error("workers that are gone: %d", len(missing))
    if runner.stats.total.num_requests == 0:
        logger.error("nothing was posted")
        environment.process_exit_code = 4
    elif runner.stats.total.num_failures or runner.exceptions or missing:
        environment.process_exit_code = 1
