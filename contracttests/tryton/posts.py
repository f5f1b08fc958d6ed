"""What a post must have before anything is booked: clauses P, D, I and O of the contract.

A wrong post is refused with 400 and a message that names the member (E5, E6). Members that are not
listed here are passed over: the MES may add some (T8, E9).
"""
import json
from decimal import Decimal


MOST = 10 ** 12  # so much is exact with three digits behind the point, in the numbers that Tryton 6.0 keeps


class Refusal(Exception):
    """An answer of 400 or above. The message is shown to the person at the station (T5)."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message


def text(value):
    """a text that is not empty"""
    return isinstance(value, str) and value != '' and not any('\ud800' <= c <= '\udfff' for c in value)


def code(value):
    """a text"""
    return value == '' or text(value)


def position(value):
    """a whole number of 0 or more"""
    return type(value) is int and value >= 0


def number(value):
    """a number from 0 to 10^12"""
    return type(value) in (int, Decimal) and 0 <= value <= MOST


def quantity(value):
    """a number above 0, 10^12 at most"""
    return number(value) and value > 0


def group(value):
    """an object"""
    return isinstance(value, dict)


COMMON = {'workorderNumber': text, 'sku': text, 'workorderId': text, 'stockId': text, 'sessionId': text}
REQUIRED = {
    ('device', 'add'): {'serial': text},
    ('device', 'update'): {'serial': text, 'oldSerial': text},
    ('device', 'remove'): {'serial': text},
    ('item-attach', 'add'): {'item': group, 'item.sku': text, 'item.quantity': quantity},
    ('item-attach', 'remove'): {'item': group, 'item.sku': text, 'item.quantity': quantity, 'item.externalId': text},
    ('operation', 'add'): {'actCode': code, 'workCenterCode': code, 'position': position, 'validQty': number, 'invalidQty': number},
    ('operation', 'remove'): {'actCode': code, 'workCenterCode': code, 'position': position, 'validQty': number, 'invalidQty': number,
                              'externalId': text},
}
# Absent and null are the same in these.
OPTIONAL = {'serial': text, 'externalId': text, 'workorderExternalId': text, 'operationExternalId': text,
            'item.serial': text, 'item.workorderNumber': text}


def read(kind, body):
    """The post as a dict with its dotted members, or a refusal. Numbers keep all their digits (P6)."""
    try:
        post = json.loads(body.decode('utf-8'), parse_float=Decimal, parse_constant=no_number)
    except (ValueError, RecursionError):
        post = None
    if not isinstance(post, dict):
        raise Refusal(400, 'The report cannot be read: the body must be a JSON object. Tell the people who look after the interface.')
    post = {name: value for name, value in post.items() if '.' not in name}
    if isinstance(post.get('item'), dict):
        post.update({f'item.{name}': value for name, value in post['item'].items()})
    wanted = REQUIRED.get((kind, post.get('type') if isinstance(post.get('type'), str) else None))
    if wanted is None:
        types = ', '.join(t for k, t in REQUIRED if k == kind)
        raise Refusal(400, f'The report cannot be booked: type must be one of {types}.')
    wanted = {**{n: r for n, r in OPTIONAL.items() if post.get(n) is not None}, **COMMON, **wanted}
    for name, rule in wanted.items():
        if not rule(post.get(name)):
            raise Refusal(400, f'The report cannot be booked: {name} must be {rule.__doc__}.')
    return post


def no_number(name):
    raise ValueError(f'{name} is not a number of JSON')
