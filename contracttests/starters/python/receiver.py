"""The ERP side of the Next Plus Integration Builder, to start from. Python 3.8 or later, nothing to install.

    python3 receiver.py                          listens on 127.0.0.1:8085 (on Windows: py receiver.py)
    python3 receiver.py 0.0.0.0:9000             listens elsewhere; port 0 is a free one
    erpkit verify --url http://127.0.0.1:8085 --fail-on should

Yours to write is call_erp. Before you go live, keep what is booked in a database instead of in memory, and let only the
MES in: there is no password here. "erpkit explain E7" explains the clause E7, and so on.
"""
import json
import re
import sys
import threading
import traceback
import uuid
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Refusal(Exception):
    """A report that is not booked: a status of 400 or above (T3), and what the person at the station reads (T5, E6)."""


# ==== CALL YOUR ERP HERE ==============================================================================================
def call_erp(kind, act, report, id):
    """Books one report in the ERP and returns the ERP's id of it, a text that no other thing has (E3, E4).

    kind and act are one of the seven acts, such as 'item-attach' and 'remove'. id is None on add, else what was returned
    before. The report is well made, fits what is booked, and does not come here twice (E7). If the ERP does not take it,
    raise Refusal(409, 'What is wrong, and what to do.'): then nothing is booked, and work goes on (T7, E10). Reports wait
    for each other, and 16 stations want an answer within 5 s (E8), so the ERP has 0.3 s for one: give the call a time-out.
    """
    return id or f'{kind}-{uuid.uuid4()}'
# ======================================================================================================================


MISSING = object()  # the value of a member that is not there
ANY_TEXT = 'a text', lambda v: isinstance(v, str) and not re.search('[\ud800-\udfff]', v)  # P5: no halves of characters
TEXT = 'a text that is not empty', lambda v: v != '' and ANY_TEXT[1](v)
OPTIONAL = 'a text that is not empty, or left out', lambda v: v is MISSING or TEXT[1](v)  # P4: never null
NULLABLE = 'a text, null or left out', lambda v: v is MISSING or v is None or ANY_TEXT[1](v)
POSITIVE = 'a number above 0', lambda v: isinstance(v, Decimal) and v > 0
AMOUNT = 'a number of 0 or more', lambda v: isinstance(v, Decimal) and v >= 0
WHOLE = 'a whole number of 0 or more', lambda v: isinstance(v, Decimal) and v >= 0 and v == v.to_integral_value()

COMMON = {'workorderNumber': TEXT, 'sku': TEXT, 'workorderId': TEXT, 'stockId': TEXT, 'sessionId': TEXT,  # P1, P2
          'workorderExternalId': NULLABLE}  # P3
MEMBERS = {
    'device': {**COMMON, 'serial': TEXT, 'externalId': OPTIONAL},  # D2, D4
    'item-attach': {**COMMON, 'serial': OPTIONAL, 'externalId': OPTIONAL, 'item.sku': TEXT, 'item.quantity': POSITIVE,  # I2-I4
                    'item.serial': OPTIONAL, 'item.workorderNumber': OPTIONAL, 'item.externalId': OPTIONAL},  # I5, I6
    'operation': {**COMMON, 'actCode': ANY_TEXT, 'workCenterCode': ANY_TEXT, 'position': WHOLE, 'validQty': AMOUNT,  # O2, O3
                  'invalidQty': AMOUNT, 'serial': OPTIONAL, 'externalId': NULLABLE, 'operationExternalId': NULLABLE},  # O3-O6
}
ACTS = {'device': ['add', 'update', 'remove'], 'item-attach': ['add', 'remove'], 'operation': ['add', 'remove']}  # D1, I1, O1
# Reports that agree in these are about one thing (F2). The serial is none of them: a device can get another one (D5).
SAME = {'device': ['workorderNumber', 'sku', 'stockId'],
        'item-attach': ['workorderNumber', 'sku', 'stockId', 'item.sku', 'item.serial', 'item.quantity', 'item.workorderNumber'],
        'operation': ['workorderNumber', 'sku', 'stockId', 'actCode', 'workCenterCode', 'position', 'validQty', 'invalidQty']}
HELP = 'Tell the people who look after the interface.'


def member(report, name):
    for part in name.split('.'):
        report = report.get(part, MISSING) if isinstance(report, dict) else MISSING
    return report


def read(kind, body):
    """Turns a body into a report, or refuses it (E5). Members that are not known are passed over (T8)."""
    try:  # P6: numbers become decimals, which lose nothing; int refuses NaN
        report = json.loads(body.decode(), parse_float=Decimal, parse_int=Decimal, parse_constant=int)
    except (ValueError, ArithmeticError, RecursionError):
        report = None
    if not isinstance(report, dict):
        raise Refusal(400, f'The report is not a JSON object in UTF-8. {HELP}')
    kind = kind or ('item-attach' if 'item' in report else 'operation' if 'actCode' in report else 'device')  # C5
    if report.get('type') not in ACTS[kind]:
        raise Refusal(422, f'"type" must be {" or ".join(ACTS[kind])}. {HELP}')
    more = {'oldSerial': TEXT} if report['type'] == 'update' else {}  # D3
    for name, (wanted, is_right) in {**MEMBERS[kind], **more}.items():
        if not is_right(member(report, name)):
            raise Refusal(422, f'"{name}" must be {wanted}. {HELP}')
    return kind, report


lock = threading.Lock()
by_id, by_key = {}, {}  # what is booked now: by its id, by what it is, and by its own sku and serial if it has one


def book(kind, report):
    """Holds a report against what is booked, calls the ERP, and gives the id: one report at a time (E7, E8)."""
    act, sku, serial = report['type'], report['sku'], report.get('serial')
    had = report['oldSerial'] if act == 'update' else serial
    thing = (kind, *(member(report, name) for name in SAME[kind]))
    # E7: a report that comes twice has the same session and serial. E4: a serial is that of one device of a sku, or of one
    # piece of a part; but a lot by the kilogram goes into many devices.
    keys = [thing if kind == 'device' else (*thing, report['sessionId'], serial)]
    if kind == 'device':
        keys.append((kind, sku, serial))
    elif member(report, 'item.serial') is not MISSING and report['item']['quantity'] == 1:
        keys.append((kind, report['item']['sku'], report['item']['serial']))
    with lock:
        device, found = by_key.get(('device', *thing[1:4])), by_key.get(keys[0])
        if act != 'add':
            id = member(report, 'item.externalId' if kind == 'item-attach' else 'externalId')
            found = found if id in (MISSING, None) else by_id.get(id)  # E2, F1
            if not found or found['thing'] != thing:  # F2
                raise Refusal(404, 'The ERP does not have this, or it was removed before. Reload the work order.')
        if found and found['serial'] == serial and (act == 'add' or act == 'update' and found['had'] == had):
            return found['id']  # E7: it came before
        changed = found if kind == 'device' else device
        if changed and changed['serial'] != had:  # F3, F4
            raise Refusal(409, f'In the ERP this device has serial {short(changed["serial"])}. Reload the work order.')
        parent = report.get('externalId') if kind == 'item-attach' else None  # I3
        if parent and (device or act == 'add') and parent != (device and device['id']):
            raise Refusal(404, 'The ERP does not have the device of this part. Reload the work order.')
        holder = by_key.get(keys[-1])
        if len(keys) > 1 and holder and holder is not found:
            raise Refusal(409, f'Serial {short(keys[-1][2])} is used on work order {short(holder["thing"][1])}. Look at the label.')
        id = call_erp(kind, act, report, found and found['id'])
        if found:
            del by_id[found['id']]
            for key in found['keys']:
                del by_key[key]
        if act != 'remove':
            booked = {'id': id, 'thing': thing, 'keys': keys, 'serial': serial, 'had': had}
            by_id[id] = booked
            by_key.update(dict.fromkeys(keys, booked))
        return id


def short(text):
    return text if len(text) <= 60 else text[:60] + '…'


class Door(BaseHTTPRequestHandler):
    """One POST and its answer, which is JSON whatever happens."""
    timeout, wbufsize = 30, -1  # seconds for a report to arrive; an answer leaves in one piece

    def do_POST(self):
        try:
            status, answer = 200, {'externalId': book(*read(self.kind(), self.body()))}  # T2, T4
        except Refusal as refusal:
            status, answer = refusal.args[0], {'message': refusal.args[1]}
        except Exception:
            traceback.print_exc()
            status, answer = 500, {'message': f'The ERP failed. Try again. {HELP}'}
        self.answer(status, answer)

    do_GET = do_HEAD = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST

    def body(self, most=1 << 20):
        length = self.headers.get('Content-Length', '0')
        if not re.fullmatch('[0-9]{1,9}', length) or 'Transfer-Encoding' in self.headers:
            raise Refusal(411, f'The report must have a Content-Length. {HELP}')
        body, rest = self.rfile.read(min(int(length), most)), int(length) - most
        while rest > 0 and self.rfile.read(min(rest, most)):  # who is still sending does not hear the refusal
            rest -= most
        if self.command != 'POST':  # T1
            raise Refusal(405, f'Reports are sent with POST. {HELP}')
        if int(length) > most:
            raise Refusal(413, f'The report is longer than {most} bytes. {HELP}')
        sent_as = self.headers.get('Content-Type', '').replace('"', '').lower()
        if not re.fullmatch(r'application/([^;]+\+)?json\s*(;\s*charset=(utf-?8|us-ascii)\s*)?', sent_as):
            raise Refusal(415, f'The report must be sent as application/json in UTF-8. {HELP}')
        return body

    def kind(self):
        kind = self.path.partition('?')[0].strip('/')
        if kind and kind not in ACTS:
            raise Refusal(404, f'Reports are taken at /device, /item-attach and /operation. {HELP}')
        return kind

    def answer(self, status, answer):
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(b'' if self.command == 'HEAD' else data)

    def send_error(self, code, message=None, explain=None):  # what is no HTTP, or a method that nobody knows
        self.answer(code, {'message': f'{message or "This cannot be read."} {HELP}'})


ThreadingHTTPServer.request_queue_size = 128  # E8: stations may knock at the same moment
host, _, port = (sys.argv + ['127.0.0.1:8085'])[1].rpartition(':')
with ThreadingHTTPServer((host or '127.0.0.1', int(port)), Door) as server:
    print('listening on http://{}:{}'.format(*server.server_address), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
