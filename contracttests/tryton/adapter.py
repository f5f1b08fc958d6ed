"""A thin adapter between the posts of Next Plus and Tryton.

    /usr/bin/python3 adapter.py --config trytond.conf --database mes --listen 127.0.0.1:8085

It answers at /device, /item-attach and /operation. It runs in a process with Tryton, as trytond's own
server does; posts.py reads a post, books.py and records.py book it, this file does the rest.
"""
import argparse
import json
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trytond
from trytond.config import config
from trytond.exceptions import UserError, UserWarning
from trytond.pool import Pool
from trytond.transaction import Transaction

import books
import posts

MOST = 1 << 20  # bytes of a post
PATIENCE = 30  # seconds that a station may take to send one


class Erp:
    """Tryton, one post at a time."""

    def __init__(self, conf, database, login):
        config.update_etc(conf)
        self.database = database
        # SQLite has one writer, so posts wait for each other here (E8). With PostgreSQL leave the lock
        # away, add a unique index for E7, and repeat on trytond.backend.DatabaseOperationalError.
        self.lock = threading.Lock()
        Pool.start()
        Pool(database).init()
        with Transaction().start(database, 0, readonly=True) as transaction:
            User = Pool().get('res.user')
            user, = User.search([('login', '=', login)])
            self.user = user.id
            with transaction.set_user(self.user):
                # The user's company, and the language of Tryton's messages.
                self.context = {**User.get_preferences(context_only=True), '_check_access': True}

    def book(self, kind, post):
        """All of a post or nothing: an exception rolls the transaction back (E10)."""
        with self.lock, Transaction().start(self.database, self.user, context=self.context):
            return books.book(kind, post)


class Door(BaseHTTPRequestHandler):
    """The three URLs of the Integration Builder page (C2)."""
    timeout = PATIENCE
    wbufsize = -1  # one packet for an answer

    def do_POST(self):
        try:
            self.answer(200, {'externalId': self.booked()})
        except posts.Refusal as refusal:
            self.answer(refusal.status, {'message': refusal.message})
        except (UserError, UserWarning) as refusal:  # what Tryton itself does not allow
            self.answer(409, {'message': ' '.join(filter(None, (refusal.message, refusal.description)))})
        except Exception:
            traceback.print_exc()
            self.answer(500, {'message': 'The ERP could not book the report, and changed nothing. Try again, then call the people who look after it.'})

    def booked(self):
        kind = self.path.partition('?')[0].strip('/')
        if kind not in {k for k, _ in books.ACTS}:
            raise posts.Refusal(404, 'Reports are taken at /device, /item-attach and /operation. Correct the URL in the settings of Next Plus.')
        length = self.headers.get('Content-Length', '')
        if not length.isdecimal() or int(length) > MOST:
            raise posts.Refusal(413, f'The report must say its length, {MOST} bytes at most. Tell the people who look after the interface.')
        return self.server.erp.book(kind, posts.read(kind, self.rfile.read(int(length))))

    def answer(self, status, body):
        data = json.dumps(body, ensure_ascii=False).encode('utf-8')
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """The mock's journal is the better log: put the mock before the adapter, or log here."""


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # stations that may knock at the same moment
    daemon_threads = True


def main():
    if not trytond.__version__.startswith('6.0.'):
        sys.exit(f'This adapter is written for Tryton 6.0, which Debian 12 has, and not for {trytond.__version__}: '
                 'names of fields differ. Change books.py, records.py and base.py, then this line.')
    flags = argparse.ArgumentParser(description='A thin adapter between the posts of Next Plus and Tryton.')
    flags.add_argument('--config', required=True, help="trytond's configuration file")
    flags.add_argument('--database', default='mes')
    flags.add_argument('--user', default='mes', help='the login in Tryton that books')
    flags.add_argument('--listen', default='127.0.0.1:8085', help='port 0 is a free one')
    args = flags.parse_args()
    host, _, port = args.listen.rpartition(':')
    server = Server((host, int(port)), Door)
    server.erp = Erp(args.config, args.database, args.user)
    print(f'listening on http://{host}:{server.server_port}', flush=True)
    server.serve_forever()


main()
