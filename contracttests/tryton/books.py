"""The seven acts of the contract as records of Tryton.

    device       a lot (stock.lot) on an output move of the production
    item attach  an input move of the production, whose origin is the output move of its parent
    operation    a done cycle (production.work.cycle) of the production's work

Moves stay drafts: they take from what the bill of materials planned, and the planner runs and
finishes the production in Tryton as always. For another ERP, this file and records.py are what to
rewrite.
"""
from trytond.pool import Pool

from posts import Refusal
from records import (by_id, device_of, digits, forget, give_back, id_of, lot_of, managed, new_lot, note, output_of, parent_of,
                     planned, product_of, production_of, same, sent_again, take, work_of)

# Devices: clauses D1 to D5.

def add_device(post):
    production = production_of(post)
    product = production.product
    managed(product, post['serial'])
    lot = lot_of(product, post['serial'])
    output = lot and output_of(lot)
    if output:
        if output.production_output == production and same(lot, post):
            return lot  # the report arrived twice (E7)
        raise Refusal(409, f'Serial {lot.number} is taken by another {product.code} on {output.production_output.number}. Look at the label again.')
    lot = lot or new_lot(product, post['serial'])
    take(planned('production_output', product, production), 1, lot=lot)
    return note(lot, post)


def update_device(post):
    production = production_of(post)
    output = device_of(post, production, post['serial'], post['oldSerial'])
    lot = output.lot
    other = lot_of(lot.product, post['serial'])
    if other and other != lot:
        raise Refusal(409, f'Serial {post["serial"]} is taken by another {lot.product.code}. Look at the label again.')
    lot.number = post['serial']
    lot.save()
    return lot


def remove_device(post):
    output = device_of(post, production_of(post), post['serial'])
    items = Pool().get('stock.move').search([('origin', '=', str(output))])
    if items:  # F5
        parts = ', '.join(sorted({i.product.code for i in items}))
        raise Refusal(409, f'Serial {post["serial"]} still has parts attached: {parts}. Detach them first.')
    lot = output.lot
    give_back(output)
    return lot


# Items: clauses I1 to I6.

def attach_item(post):
    production = production_of(post)
    parent, product = parent_of(post, production), product_of(post['item.sku'])
    serial, quantity = post.get('item.serial'), digits(product.default_uom, post['item.quantity'])
    managed(product, serial)
    plan = planned('production_input', product, production)
    lot = serial and (lot_of(product, serial) or new_lot(product, serial))
    alike = [('product', '=', product.id), ('lot', '=', lot.id if lot else None), ('production_input', '!=', None)]
    if lot and not product.default_uom.digits:  # a serial is one thing; a lot of kilograms can go into many
        for other in Pool().get('stock.move').search(alike):
            if other.origin == parent and same(other, post):
                return other  # the report arrived twice (E7)
            raise Refusal(409, f'{product.code} with serial {serial} is built in already, on {other.production_input.number}. Look at the label again.')
    else:
        again = sent_again('stock.move', alike + [('origin', '=', str(parent)), ('quantity', '=', quantity)], post)
        if again:
            return again
    return note(take(plan, quantity, lot=lot, origin=str(parent)), post)


def detach_item(post):
    production = production_of(post)
    move = by_id('stock.move', post['item.externalId'])
    known = (move.origin, move.product.code, move.lot.number if move.lot else None)
    if known != (parent_of(post, production), post['item.sku'], post.get('item.serial')):
        raise Refusal(409, f'{id_of(move)} is another part, or in another device, than the report says. Call the planner.')
    give_back(move)
    return move


# Operations: clauses O1 to O6. A cycle has no quantities, so they stand in its note.

def report_operation(post):
    production = production_of(post)
    parent_of({**post, 'externalId': None}, production)
    for name in ('validQty', 'invalidQty'):
        digits(production.uom, post[name])
    work = work_of(post, production)
    again = sent_again('production.work.cycle', [('work', '=', work.id)], post)
    if again:
        return again
    Cycle = Pool().get('production.work.cycle')
    cycle = Cycle(work=work)
    cycle.save()
    Cycle.run([cycle])
    Cycle.do([cycle])
    return note(cycle, post)


def take_back_operation(post):
    Work, Cycle = Pool().get('production.work'), Pool().get('production.work.cycle')
    cycle, work = by_id('production.work.cycle', post['externalId']), work_of(post, production_of(post))
    if cycle.work != work:
        raise Refusal(409, f'{post["externalId"]} is a report on {cycle.work.rec_name}, not on what the report names. Call the planner.')
    forget(cycle)
    Work.set_state([work])
    return cycle


ACTS = {
    ('device', 'add'): add_device, ('device', 'update'): update_device, ('device', 'remove'): remove_device,
    ('item-attach', 'add'): attach_item, ('item-attach', 'remove'): detach_item,
    ('operation', 'add'): report_operation, ('operation', 'remove'): take_back_operation,
}


def book(kind, post):
    """Books one post and gives the id of what it is about (E4). A refusal books nothing."""
    return id_of(ACTS[kind, post['type']](post))
