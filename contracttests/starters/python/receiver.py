"""The ERP side of the Next Plus Integration Builder, to start from. Python 3.8 or later, nothing to install.

    python3 receiver.py 127.0.0.1:8085        (on Windows: py receiver.py; port 0 is a free one)
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
from contextlib import suppress
from decimal import Decimal
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class Refusal(Exception):
    """A report that is not booked: a status of 400 or above (T3), and what the person at the station reads (T5, E6)."""


# ==== CALL YOUR ERP HERE ==============================================================================================
def call_erp(kind, act, report, id):
    """Books one report in the ERP and returns the ERP's id of it, a text that no other thing has (E3, E4).

    kind and act are such as 'item-attach' and 'remove', report has members such as 'sku' and 'item.sku', which are None
    if left out. id is None on add, else what was returned before. The report is right, fits what is booked, and does not
    come here twice (E7). If the ERP does not take it, raise Refusal(409, 'What is wrong, and what to do.'): nothing is
    booked then, and work goes on (T7, E10). Reports wait for each other, and 16 stations want an answer within 5 s (E8):
    give the call a time-out of 0.3 s.
    """
    return id or f'{kind}-{uuid.uuid4()}'
# ======================================================================================================================


# What a member must be, in words and as a test.
ANY_TEXT = 'a text', lambda v: isinstance(v, str) and not re.search('[\ud800-\udfff]', v)  # P5: no halves of characters
TEXT = 'a text that is not empty', lambda v: ANY_TEXT[1](v) and v != ''
OPTIONAL = 'a text that is not empty, or left out', TEXT[1]  # P4: never null
NULLABLE = 'a text, null or left out', lambda v: v is None or ANY_TEXT[1](v)
POSITIVE = 'a number above 0', lambda v: isinstance(v, Decimal) and v > 0
AMOUNT = 'a number of 0 or more', lambda v: isinstance(v, Decimal) and v >= 0
WHOLE = 'a whole number of 0 or more', lambda v: AMOUNT[1](v) and v == v.to_integral_value()

ACTS = {'device': ['add', 'update', 'remove'], 'item-attach': ['add', 'remove'], 'operation': ['add', 'remove']}  # D1, I1, O1
# The members that say what thing a report is about (F2). The serial is none of them: a device can get another one (D5).
COMMON = {'workorderNumber': TEXT, 'sku': TEXT, 'stockId': TEXT}  # P1, P2
IDENTITY = {
    'device': COMMON,
    'item-attach': {**COMMON, 'item.sku': TEXT, 'item.quantity': POSITIVE,  # I4
                    'item.serial': OPTIONAL, 'item.workorderNumber': OPTIONAL},  # I5
    'operation': {**COMMON, 'actCode': ANY_TEXT, 'workCenterCode': ANY_TEXT, 'position': WHOLE,  # O2
                  'validQty': AMOUNT, 'invalidQty': AMOUNT},  # O3
}
# The other members.
EVENT = {'workorderId': TEXT, 'sessionId': TEXT, 'workorderExternalId': NULLABLE}  # P2, P3
OTHERS = {
    'device': {**EVENT, 'serial': TEXT, 'externalId': OPTIONAL},  # D2, D4
    'item-attach': {**EVENT, 'serial': OPTIONAL, 'externalId': OPTIONAL, 'item.externalId': OPTIONAL},  # I2, I3, I6
    'operation': {**EVENT, 'serial': OPTIONAL, 'externalId': NULLABLE, 'operationExternalId': NULLABLE},  # O4-O6
}
HELP, RELOAD, LABEL = 'Tell the people who look after the interface.', 'Reload the work order.', 'Look at the label.'


def check(right, status, wrong, cure=HELP):
    """Refuses what is not right (E5)."""
    if not right:
        raise Refusal(status, f'{wrong} {cure}')


def read(kind, body):
    """Turns a body into a report, which has the members that are known; others are passed over (T8)."""
    try:  # P6: decimals lose no digit; int refuses NaN
        sent = json.loads(body.decode(), parse_float=Decimal, parse_int=Decimal, parse_constant=int)
    except (ValueError, ArithmeticError, RecursionError):
        sent = None
    check(isinstance(sent, dict), 400, 'The report is not a JSON object in UTF-8.')
    kind = kind or ('item-attach' if 'item' in sent else 'operation' if 'actCode' in sent else 'device')  # C5
    act = sent.get('type')
    check(act in ACTS[kind], 422, f'"type" must be {" or ".join(ACTS[kind])}.')
    report, more = {}, {'oldSerial': TEXT} if act == 'update' else {}  # D3
    for name, (wanted, is_right) in {**IDENTITY[kind], **OTHERS[kind], **more}.items():
        *inside, last = name.split('.')
        place = sent.get('item') if inside else sent
        there = isinstance(place, dict) and last in place
        report[name] = place[last] if there else None
        check(is_right(report[name]) if there else 'left out' in wanted, 422, f'"{name}" must be {wanted}.')
    return kind, act, report


booked = {kind: {} for kind in ACTS}  # the last report about each thing, by its id
lock = threading.Lock()


def find(kind, report, names):
    """Gives what is booked and has the same values in these members. A database has an index for that."""
    same = {name: report[name] for name in names if name in report}.items()
    return next((one for one in booked[kind].values() if same <= one.items()), {})


def book(kind, act, report):
    """Holds a report against what is booked, calls the ERP, and gives the id."""
    own = 'item.' if kind == 'item-attach' else ''  # where the thing itself has its members
    serial, own_serial = report['serial'], report[own + 'serial']
    report['id'] = report[own + 'externalId']
    # It is found by the ERP's id (E2, F1); on add, which has none, by what makes a report the same when it comes twice (E7).
    same = ['id'] if act != 'add' else [] if kind == 'device' else ['sessionId', 'serial']
    found, device = find(kind, report, [*IDENTITY[kind], *same]), find('device', report, COMMON)
    if found and act != 'remove' and found['serial'] == serial:
        return found['id']  # E7: it came before
    check(found or act == 'add', 404, 'The ERP does not have this, or it was removed before.', RELOAD)  # F2
    check(not device or device['serial'] == report.get('oldSerial', serial),  # F3, F4
          409, f'In the ERP this device has serial {device.get("serial", ""):.255}.', RELOAD)
    check(not own or act == 'remove' or report['externalId'] in (None, device.get('id')),  # I3
          404, 'The ERP does not have the device of this part.', RELOAD)
    # E4: a serial is of one device of a sku, or of one piece of a part; but a lot by the kilogram goes into many devices.
    if act != 'remove' and (kind == 'device' or own_serial and report.get('item.quantity') == 1):
        other = find(kind, report, [own + 'sku', own + 'serial', 'item.quantity'])
        check(not other, 409, f'Serial {own_serial:.255} is used on work order {other.get("workorderNumber", ""):.255}.', LABEL)
    report['id'] = call_erp(kind, act, report, found.get('id'))
    booked[kind].pop(found.get('id'), None)
    if act != 'remove':
        booked[kind][report['id']] = report
    return report['id']


def receive(request, most=1 << 20):
    """Reads one POST and gives the id."""
    length, body = request.get('CONTENT_LENGTH') or '0', b''
    check(re.fullmatch('[0-9]{1,9}', length) and 'HTTP_TRANSFER_ENCODING' not in request,
          411, 'The report must have a Content-Length.')
    for rest in range(int(length), 0, -most):  # all of it: who is still sending does not hear a refusal
        body = request['wsgi.input'].read(min(rest, most))
    check(request['REQUEST_METHOD'] == 'POST', 405, 'Reports are sent with POST.')  # T1
    check(int(length) <= most, 413, f'The report is longer than {most} bytes.')
    check(re.fullmatch(r'(?i)application/([^;]+\+)?json\s*(;\s*charset="?(utf-?8|us-ascii)"?\s*)?', request['CONTENT_TYPE']),
          415, 'The report must be sent as application/json in UTF-8.')
    kind = request['PATH_INFO'].strip('/')
    check(kind in ('', *ACTS), 404, 'Reports are taken at /device, /item-attach and /operation.')
    report = read(kind, body)
    with lock:  # one report at a time (E7, E8)
        return book(*report)


def answer(request, start):
    """Answers one request, in JSON whatever comes."""
    try:
        status, said = 200, {'externalId': receive(request)}  # T2, T4
    except Refusal as refusal:
        status, said = refusal.args[0], {'message': refusal.args[1]}
    except Exception:
        traceback.print_exc()
        status, said = 500, {'message': f'The ERP failed. Try again. {HELP}'}
    start(f'{status} ', [('Content-Type', 'application/json')])
    return [json.dumps(said).encode()]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads, request_queue_size = True, 128  # E8: stations may knock at the same moment


class Handler(WSGIRequestHandler):
    timeout = 30  # seconds for a report to arrive


host, _, port = (sys.argv + ['127.0.0.1:8085'])[1].rpartition(':')
with make_server(host or '127.0.0.1', int(port), answer, Server, Handler) as server, suppress(KeyboardInterrupt):
    print('listening on http://{}:{}'.format(*server.server_address), flush=True)
    server.serve_forever()
