"""Posts the seven acts with the base's own names, and looks into Tryton after each: what erpkit cannot see.

    /usr/bin/python3 check.py URL trytond.conf

It ends with code 1 and the first thing that is not as it must be.
"""
import json
import sys
import threading
import time
import urllib.error
import urllib.request

from proteus import Model, config

URL, CONF = sys.argv[1:]
IDS = {'workorderId': '8be4d280-0978-11f0-85c4-17a4d49812dc', 'stockId': '3e8c75d1-3b7b-4416-a525-a4441056e9bf',
       'sessionId': 'b3b1c1f6-3a1e-4a53-9a59-0d2f3bfc8d11', 'workorderExternalId': None}
GUITAR = {**IDS, 'workorderNumber': 'NXT-915', 'sku': '0007'}
CABLE = {**IDS, 'workorderNumber': 'API-NXT312', 'sku': 'Cable-3m'}
SCREWS = {**CABLE, 'item': {'sku': '0012', 'quantity': 3}}
LACQUER = {**CABLE, 'item': {'sku': '0013', 'quantity': 0.125}}
PREP = {'actCode': 'PREP', 'workCenterCode': 'WC-1', 'position': 0, 'validQty': 7, 'invalidQty': 2, 'operationExternalId': None}


def post(kind, body, **members):
    data = json.dumps({**body, **members}).encode()
    request = urllib.request.Request(f'{URL}/{kind}', data, {'Content-Type': 'application/json'})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def accepted(kind, body, **members):
    status, answer = post(kind, body, **members)
    must(status == 200 and answer['externalId'], f'{kind} {members} was answered {status} {answer}')
    return answer['externalId']


def refused(status, words, kind, body, **members):
    got, answer = post(kind, body, **members)
    must(got == status and words in answer.get('message', ''), f'{kind} {members} was answered {got} {answer}, not {status} with {words!r}')


def must(holds, words):
    if not holds:
        sys.exit(f'FAIL line {sys._getframe(1).f_lineno}, {sys._getframe(2).f_lineno}: {words}')


def books():
    """How many records of a sort Tryton has, and what is left of every plan."""
    count = {name: len(Model.get(name).find([])) for name in ('stock.lot', 'stock.move', 'production.work.cycle', 'ir.note')}
    plan = [(m.id, m.quantity) for m in Model.get('stock.move').find([('lot', '=', None), ('origin', '=', None)])]
    return count, sorted(plan)


def number_of(model, *domain):
    return len(Model.get(model).find(list(domain)))


def devices():
    one = accepted('device', GUITAR, type='add', serial='CHECK-1')
    must(accepted('device', GUITAR, type='add', serial='CHECK-1') == one, 'the same add twice has two ids')
    must(number_of('stock.lot', ('number', '=', 'CHECK-1')) == 1, 'the same add twice made two lots')
    refused(409, 'CHECK-1 is taken', 'device', GUITAR, type='add', serial='CHECK-1', stockId=IDS['sessionId'])
    two = accepted('device', GUITAR, type='add', serial='check-1', stockId=IDS['workorderId'])
    must(two != one, 'two serials share an id')
    refused(409, 'check-1 is taken', 'device', GUITAR, type='update', serial='check-1', oldSerial='CHECK-1', externalId=one)
    for _ in range(2):
        must(accepted('device', GUITAR, type='update', serial='CHECK-2', oldSerial='CHECK-1', externalId=one) == one, 'an update changed the id')
    refused(404, 'CHECK-1', 'device', GUITAR, type='remove', serial='CHECK-1')
    refused(409, 'has serial CHECK-2', 'device', GUITAR, type='remove', serial='CHECK-1', externalId=one)
    refused(404, 'no work order NXT-0', 'device', GUITAR, type='add', serial='X', workorderNumber='NXT-0')
    refused(409, 'makes 0007', 'device', GUITAR, type='add', serial='X', sku='0002')
    refused(409, 'has no serials', 'device', CABLE, type='add', serial='X')
    refused(400, 'serial must be', 'device', GUITAR, type='add')
    refused(400, 'sku must be', 'device', GUITAR, type='add', serial='X', sku=7)
    return one, two


def items(device):
    of = {**GUITAR, 'serial': 'CHECK-2', 'externalId': device}
    pickup, string = {'sku': '0002', 'quantity': 1, 'serial': 'PU-1'}, {'sku': '0005', 'quantity': 0.012, 'serial': 'SPOOL-1'}
    one = accepted('item-attach', of, type='add', item=pickup)
    must(accepted('item-attach', of, type='add', item=pickup) == one, 'the same attach twice has two ids')
    must(number_of('stock.move', ('lot.number', '=', 'PU-1')) == 1, 'the same attach twice made two moves')
    refused(409, 'built in already', 'item-attach', {**GUITAR, 'serial': 'check-1'}, type='add', item=pickup)
    two = accepted('item-attach', of, type='add', item=string)
    move, = Model.get('stock.move').find([('lot.number', '=', 'SPOOL-1')])
    must(move.quantity == 0.012 and move.origin.lot.number == 'CHECK-2', f'{move.quantity} of {move.origin}')
    refused(409, 'Detach them first', 'device', GUITAR, type='remove', serial='CHECK-2', externalId=device)
    refused(409, 'smallest step is 0.001', 'item-attach', of, type='add', item={**string, 'quantity': 0.0125})
    refused(409, 'smallest step is 1', 'item-attach', of, type='add', item={'sku': '0012', 'quantity': 2.5})
    refused(409, 'needs a serial', 'item-attach', of, type='add', item={'sku': '0002', 'quantity': 1})
    refused(409, 'needs no RoboPag', 'item-attach', of, type='add', item={'sku': 'RoboPag', 'quantity': 1, 'serial': 'R'})
    refused(409, 'Only', 'item-attach', of, type='add', item={'sku': '0012', 'quantity': 10 ** 9})
    refused(404, 'no part', 'item-attach', of, type='add', item={'sku': '2', 'quantity': 1})
    refused(400, 'item.quantity', 'item-attach', of, type='add', item={'sku': '0012', 'quantity': 10 ** 400})
    refused(409, 'in another device', 'item-attach', {**GUITAR, 'serial': 'check-1'}, type='remove', item={**pickup, 'externalId': one})
    for part, move in (pickup, one), (string, two):
        accepted('item-attach', of, type='remove', item={**part, 'externalId': move})
        refused(404, move, 'item-attach', of, type='remove', item={**part, 'externalId': move})


def materials():
    for body in SCREWS, LACQUER:
        one = accepted('item-attach', body, type='add')
        must(accepted('item-attach', body, type='add') == one, 'the same attach twice has two ids')
        other = accepted('item-attach', body, type='add', item={**body['item'], 'quantity': 4})
        must(other != one, 'two quantities share an id')
        for quantity, move in (body['item']['quantity'], one), (4, other):
            accepted('item-attach', body, type='remove', item={**body['item'], 'quantity': quantity, 'externalId': move})


def operations():
    one = accepted('operation', CABLE, **PREP, type='add')
    must(accepted('operation', CABLE, **PREP, type='add') == one, 'the same report twice has two ids')
    must(number_of('production.work.cycle') == 1, 'the same report twice made two cycles')
    cycle, = Model.get('production.work.cycle').find([])
    must((cycle.state, cycle.work.state, cycle.work.operation.name) == ('done', 'finished', 'PREP'), cycle.work.state)
    other = accepted('operation', CABLE, **{**PREP, 'validQty': 8}, type='add')
    must(other != one, 'two reports share an id')
    refused(404, '0 PREP at WC-1; 10 ASSY', 'operation', CABLE, **{**PREP, 'position': 5}, type='add')
    refused(409, 'smallest step', 'operation', CABLE, **{**PREP, 'validQty': 0.5}, type='add')
    refused(409, 'has no serials', 'operation', CABLE, **PREP, type='add', serial='X')
    refused(409, 'needs a serial', 'operation', GUITAR, **PREP, type='add')
    refused(409, 'is a report on', 'operation', CABLE, **{**PREP, 'position': 10, 'actCode': 'ASSY'}, type='remove', externalId=one)
    for cycle in one, other:
        accepted('operation', CABLE, **PREP, type='remove', externalId=cycle)
        refused(404, cycle, 'operation', CABLE, **PREP, type='remove', externalId=cycle)


def crowd():
    """16 stations at once; and one report from 16 hands, booked once (E7, E8). erpkit judges the time that it takes."""
    answers, slowest = {}, []

    def station(n, serial, stock):
        began = time.monotonic()
        answers[n] = accepted('device', GUITAR, type='add', serial=serial, stockId=stock)
        slowest.append(time.monotonic() - began)

    for serials in [f'CROWD-{n}' for n in range(16)], ['CROWD'] * 16:
        threads = [threading.Thread(target=station, args=(n, serial, f'stock {serial}')) for n, serial in enumerate(serials)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        must(len(answers) == 16 and len(set(answers.values())) == len(set(serials)), answers)
        for serial, lot in set(zip(serials, (answers[n] for n in range(16)))):
            accepted('device', GUITAR, type='remove', serial=serial, externalId=lot)
        answers.clear()
    print(f'16 stations at once: the slowest was answered in {max(slowest):.2f}s')


def hostile():
    for body in b'', b'[]', b'null', b'{"type":', b'type=add', b'{"type":"add","sku":NaN}', b'[' * 100000, b'\xff', b'{"type":["add"]}':
        request = urllib.request.Request(f'{URL}/device', body, {'Content-Type': 'application/json'})
        try:
            must(not urllib.request.urlopen(request, timeout=20), f'{body[:20]} was accepted')
        except urllib.error.HTTPError as refusal:
            must(refusal.code == 400 and json.load(refusal)['message'], f'{body[:20]} was answered {refusal.code}')
    refused(400, 'serial must be', 'device', GUITAR, type='add', serial='\ud800')
    refused(404, 'Correct the URL', 'nothing', GUITAR)


def planner():
    """A work order from its first report until the planner finishes it in Tryton: what was reported is what is on stock."""
    order = {**IDS, 'workorderNumber': 'NXT-1', 'sku': 'RoboPag', 'serial': 'ROBO-1'}
    accepted('device', order, type='add')
    accepted('item-attach', order, type='add', item={'sku': '0002', 'quantity': 1, 'serial': 'PU-9'})
    accepted('item-attach', order, type='add', item={'sku': '0012', 'quantity': 4})
    production, = Model.get('production').find([('number', '=', 'NXT-1')])
    reports = [accepted('operation', order, **{**PREP, 'position': w.sequence, 'actCode': w.operation.name,
                                               'workCenterCode': w.work_center.name, 'validQty': 1}, type='add') for w in production.works]
    for button in 'assign_force', 'run', 'done':
        production.click(button)
    must(production.state == 'done' and all(w.state == 'done' for w in production.works), f'the planner cannot finish it: {production.state}')
    storage, = Model.get('stock.location').find([('code', '=', 'STO')])
    with config.get_config().set_context(locations=[storage.id]):
        stock = {lot.number: lot.quantity for lot in Model.get('stock.lot').find([('number', 'in', ['ROBO-1', 'PU-9'])])}
        screws, = Model.get('product.product').find([('code', '=', '0012')])
        stock['screws'] = screws.quantity
    must(stock == {'ROBO-1': 1, 'PU-9': -1, 'screws': -4}, f'the stock is {stock}')
    refused(409, 'is done in the ERP', 'operation', order, **{**PREP, 'validQty': 1}, type='remove', externalId=reports[0])
    print('a work order went from its first report to the stock')


def main():
    config.set_trytond('sqlite:///mes', config_file=CONF)
    before = books()
    one, two = devices()
    items(one)
    accepted('device', GUITAR, type='remove', serial='CHECK-2', externalId=one)
    accepted('device', GUITAR, type='remove', serial='check-1', externalId=two)
    materials()
    operations()
    crowd()
    hostile()
    must(books() == before, f'the books are not as before: {books()[0]}, not {before[0]}')
    print('the books of Tryton are as they were before')
    planner()


main()
