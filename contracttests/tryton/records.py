"""How the records of Tryton are found, made and undone. An integrator who keeps ids or codes elsewhere changes this."""
import datetime

from trytond.pool import Pool

from posts import Refusal

# A report whose members are all the same is the one before, sent again after a time-out (E7), if it
# comes so soon. Later it is another one: two boxes of screws, two batches of seven.
SENT_AGAIN = datetime.timedelta(minutes=2)

PREFIX = {'stock.lot': 'lot', 'stock.move': 'move', 'production.work.cycle': 'cycle', 'production': 'production', 'production.work': 'work'}


def production_of(post):
    found = Pool().get('production').search([('number', '=', post['workorderNumber'])])
    if not found:
        raise Refusal(404, f'The ERP has no work order {post["workorderNumber"]}. Look at the number again, or ask the planner to release it.')
    production = found[0]
    own = post.get('workorderExternalId')
    if own not in (None, id_of(production)):
        raise Refusal(409, f'Work order {production.number} is {id_of(production)} in the ERP, not {own}. Call the planner.')
    if production.product.code != post['sku']:
        raise Refusal(409, f'Work order {production.number} makes {production.product.code}, not {post["sku"]}. Choose another work order.')
    if production.state != 'waiting':
        raise Refusal(409, f'Work order {production.number} is {production.state} in the ERP and takes no more reports. Call the planner.')
    return production


def product_of(sku):
    found = Pool().get('product.product').search([('code', '=', sku)])
    if not found:
        raise Refusal(404, f'The ERP has no part {sku}. Look at the label again.')
    return found[0]


def center_of(work):
    """The code that the MES has of the work center; '' where the work is done anywhere (O2)."""
    return '' if work.work_center.name == 'Anywhere' else work.work_center.name


def work_of(post, production):
    told = (post['actCode'], post['workCenterCode'], post['position'])
    own = post.get('operationExternalId')
    for work in production.works:
        if (work.operation.name, center_of(work), work.sequence) == told and own in (None, id_of(work)):
            return work
    steps = '; '.join(f'{w.sequence} {w.operation.name} at {center_of(w)}' for w in production.works)
    raise Refusal(404, f'Work order {production.number} has no operation {told[2]} {told[0]} at {told[1]}. It has: {steps}.')


def parent_of(post, production):
    """The output move that items and reports belong to: of the device, or of the batch if the part has no serials (I2, O4)."""
    managed(production.product, post.get('serial'))
    if post.get('serial'):
        return device_of(post, production, post['serial'])
    return planned('production_output', production.product, production)


def device_of(post, production, *serials):
    """The output move of the device, by its id or, where none is given, by its serial (D4, I3, F4)."""
    if post.get('externalId'):
        lot = by_id('stock.lot', post['externalId'])
    else:
        lot = lot_of(production.product, serials[-1])
    output = lot and output_of(lot)
    if not output or output.production_output != production:
        raise Refusal(404, f'Work order {production.number} has no {production.product.code} with serial {serials[-1]}. Report the serial first.')
    if lot.number not in serials:
        raise Refusal(409, f'{id_of(lot)} has serial {lot.number}, not {serials[-1]}. Look at the label again.')
    return output


def lot_of(product, serial):
    found = Pool().get('stock.lot').search([('product', '=', product.id), ('number', '=', serial)])
    return found[0] if found else None


def output_of(lot):
    found = Pool().get('stock.move').search([('lot', '=', lot.id), ('production_output', '!=', None), ('state', '!=', 'cancelled')])
    return found[0] if found else None


def planned(side, product, production):
    """The move that has what was planned and not reported yet, on a side of the production."""
    found = Pool().get('stock.move').search([
        (side, '=', production.id), ('product', '=', product.id), ('lot', '=', None), ('origin', '=', None), ('state', '=', 'draft')])
    if found:
        return found[0]
    raise Refusal(409, f'Work order {production.number} needs no {product.code}. Look at the label again, or call the planner.')


def id_of(record):
    return f'{PREFIX[record.__name__]}-{record.id}'


def by_id(model, text):
    prefix, _, number = text.rpartition('-')
    found = []
    if prefix == PREFIX[model] and number.isascii() and number.isdigit() and len(number) < 19:
        found = Pool().get(model).search([('id', '=', int(number))])
    if not found:
        raise Refusal(404, f'The ERP has nothing with the id {text}: it was taken back already, or never reported.')
    return found[0]


def managed(product, serial):
    """A part has a serial always or never."""
    if bool(product.lot_required) != bool(serial):
        raise Refusal(409, f'{product.code} {"has" if serial else "needs"} {"no serials" if serial else "a serial"} in the ERP. '
                           'Call the planner if that is not so.')


def digits(unit, quantity):
    """The quantity, if the unit can tell it: pieces are whole, kilograms have three digits."""
    if round(quantity, unit.digits) != quantity:
        raise Refusal(409, f'{quantity} {unit.name} cannot be booked: the smallest step is {unit.rounding:g}. Correct the quantity.')
    return float(quantity)


def new_lot(product, serial):
    lot = Pool().get('stock.lot')(product=product, number=serial)
    lot.save()
    return lot


def take(plan, quantity, **values):
    """Moves a quantity from what was planned to a move of its own."""
    if plan.quantity < quantity:
        raise Refusal(409, f'Only {plan.quantity:g} {plan.uom.name} of {plan.product.code} are left to report, not {quantity:g}. '
                           'Look at the quantity again, or call the planner.')
    move, = plan.copy([plan], {'quantity': quantity, **values})
    change(plan, -quantity)
    return move


def give_back(move):
    """Undoes take; a lot that nothing refers to any more goes too."""
    side = 'production_output' if move.production_output else 'production_input'
    change(planned(side, move.product, getattr(move, side)), move.quantity)
    lot = move.lot
    forget(move)
    if lot and not move.search([('lot', '=', lot.id)]):
        forget(lot)


def change(plan, quantity):
    quantity = plan.uom.round(plan.quantity + quantity)
    plan.write([plan], {'quantity': quantity, 'internal_quantity': quantity})  # both at once: planned in the part's own unit


def forget(record):
    Note = Pool().get('ir.note')
    Note.delete(Note.search([('resource', '=', str(record))]))
    record.delete([record])


# Notes say in Tryton where a record came from, and tell a report that arrives twice.

def words(post):
    lines = [f'{name}: {post[name]}' for name in ('serial', 'item.workorderNumber', 'validQty', 'invalidQty', 'stockId', 'sessionId')
             if post.get(name) is not None]
    return '\n'.join(['Reported by Next Plus', *lines])


def note(record, post):
    Pool().get('ir.note')(resource=str(record), message=words(post)).save()
    return record


def same(record, post):
    notes = Pool().get('ir.note').search([('resource', '=', str(record))])
    return any(n.message == words(post) for n in notes)


def sent_again(model, domain, post):
    since = datetime.datetime.now() - SENT_AGAIN
    for record in Pool().get(model).search([*domain, ('create_date', '>=', since)]):
        if same(record, post):
            return record
    return None
