"""Makes a Tryton base with a small factory in it, and writes its names down for the judge.

    /usr/bin/python3 base.py FOLDER

FOLDER gets mes.sqlite (the base), trytond.conf (how to open it) and master.yaml (the work orders,
parts and operations that are in it). An integrator has a base already and needs only the last:
export the same lists from your ERP.
"""
import json
import os
import pathlib
import subprocess
import sys
from decimal import Decimal

from proteus import Model, config

MODULES = ['production_work', 'production_routing', 'stock_lot']

# What the factory makes and uses: sku, name, unit, serial-managed, made here.
PARTS = [
    ('0007', 'Guitar', 'Unit', True, True),
    ('0002', 'Pick-up', 'Unit', True, False),
    ('0005', 'String', 'Kilogram', True, False),
    ('0012', 'Screw', 'Unit', False, False),
    ('0013', 'Lacquer', 'Kilogram', False, False),
    ('Part-AllFather', 'Robot', 'Unit', True, True),
    ('RoboPag', 'Gripper', 'Unit', True, True),
    ('Cable-3m', 'Cable', 'Unit', False, True),
    ('Resin', 'Resin', 'Kilogram', False, True),
]
# What goes into one of them: sku, then part and quantity.
BOMS = {
    '0007': {'0002': 2, '0005': .05, '0012': 2000, '0013': 1500.125},
    'Part-AllFather': {'RoboPag': 1, '0012': 12},
    'RoboPag': {'0002': 1, '0012': 4},
    'Cable-3m': {'0012': 2, '0013': 1.5, '0002': 1},
    'Resin': {'0013': 1},
}
# The routing of each of them: position, operation, work center.
STEPS = [(0, 'PREP', 'WC-1'), (10, 'ASSY', 'WC-1'), (20, 'TEST', 'WC-2'), (30, 'PACK', 'WC-2')]
ANYWHERE = 'Anywhere'  # Tryton wants a work center with every work; the MES knows this one as none
# One with all that a routing may have: one operation twice, two at one position, one without a work center.
ROUTINGS = {'Cable-3m': STEPS[:3] + [(30, 'TEST', 'WC-2'), (30, 'PACK', 'WC-2'), (40, 'LABEL', ANYWHERE)]}
# The work orders: number, sku, quantity.
ORDERS = [
    ('NXT-915', '0007', 2000), ('NXT-917', '0007', 2000), ('NXT-916', 'Part-AllFather', 2000), ('WO-SUB-7', 'RoboPag', 2000),
    ('API-NXT312', 'Cable-3m', 3000000), ('API-NXT313', 'Resin', 3000000), ('API-NXT314', 'Cable-3m', 3000000), ('NXT-1', 'RoboPag', 1),
]
UNKNOWN = ['NXT-917', 'API-NXT314']  # the MES made these itself, so it has no ids of the ERP for them (P3, O6)
# Names as real installations have them, for the checks of P1, P5 and E9. Each gets a work order, a part that it
# makes, one that goes into it, and an operation.
VARIANTS = {
    'hebrew': 'גיטרה {}', 'scripts': '吉他 قيثارة {}', 'emoji': '🎸 Gitarre é {}', 'quotes': 'a"b\'c\\d/e<f>&g {}',
    'leadingZeros': '000{}', 'long': '{:x<255}',
}
for _name in VARIANTS.values():
    PARTS += [(_name.format('10'), 'Device', 'Unit', True, True), (_name.format('11'), 'Part', 'Unit', True, False)]
    BOMS[_name.format('10')] = {_name.format('11'): 2}
    ROUTINGS[_name.format('10')] = [(10, _name.format('12'), _name.format('13'))]
    ORDERS += [(_name.format('14'), _name.format('10'), 2000)]


def make_base(folder):
    """Tryton's own way to make a base: trytond-admin with the modules to activate."""
    conf, password = folder / 'trytond.conf', folder / 'password'
    conf.write_text(f'[database]\nuri = sqlite://\npath = {folder}\n')
    password.write_text(os.urandom(16).hex())
    (folder / 'mes.sqlite').touch()
    subprocess.run(['/usr/bin/trytond-admin', '-c', conf, '-d', 'mes', '-u', *MODULES, '--activate-dependencies',
                    '--email', 'admin@factory.example'], env={**os.environ, 'TRYTONPASSFILE': str(password)}, check=True)
    config.set_trytond('sqlite:///mes', config_file=str(conf))


def make(model, **values):
    record = Model.get(model)(**values)
    record.save()
    return record


def find(model, name):
    return Model.get(model).find([('name', '=', name)])[0]


def make_company():
    currency = make('currency.currency', name='Euro', code='EUR', symbol='€')
    company = make('company.company', party=make('party.party', name='Factory'), currency=currency)
    groups = [find('res.group', name) for name in ('Production', 'Production Administration', 'Stock')]
    mes = make('res.user', name='Next Plus', login='mes', companies=[company], company=company)
    mes.groups.extend(Model.get('res.group')(g.id) for g in groups)
    mes.save()
    admin, = Model.get('res.user').find([('login', '=', 'admin')])
    admin.companies.append(Model.get('company.company')(company.id))
    admin.company = company
    admin.save()
    config.get_config()._context = Model.get('res.user').get_preferences(True, {})


def make_products():
    kilogram = find('product.uom', 'Kilogram')
    kilogram.rounding, kilogram.digits = .001, 3  # grams
    kilogram.save()
    products = {}
    for sku, name, unit, managed, made in PARTS:
        template = Model.get('product.template')(name=name, type='goods', default_uom=find('product.uom', unit), producible=made)
        template.lot_required = ['production', 'storage'] if managed else []
        template.list_price = Decimal(1)
        template.products[0].suffix_code = sku
        template.save()
        products[sku] = template.products[0]
    return products


def make_routing(name, bom, steps, centers):
    routing = Model.get('production.routing')(name=name)
    routing.boms.append(bom)
    for position, code, center in steps:
        if center not in centers:
            category = make('production.work.center.category', name=center)
            centers[center] = make('production.work.center', name=center, category=category, parent=centers[None])
        operation = make('production.routing.operation', name=code, work_center_category=centers[center].category)
        routing.steps.new(operation=operation, sequence=position)
    routing.save()
    return routing


def make_productions(products):
    centers = {None: make('production.work.center', name='Factory')}
    Production = Model.get('production')
    boms, routings = {}, {}
    for sku, parts in BOMS.items():
        bom = Model.get('production.bom')(name=sku)
        for part, quantity in parts.items():
            bom.inputs.new(product=products[part], quantity=quantity)
        bom.outputs.new(product=products[sku], quantity=1)
        bom.save()
        boms[sku], routings[sku] = bom, make_routing(sku, bom, ROUTINGS.get(sku, STEPS), centers)
    for number, sku, quantity in ORDERS:
        production = Production(product=products[sku], quantity=quantity, work_center=centers[None])
        production.bom, production.routing = boms[sku], routings[sku]
        production.click('wait')  # plans inputs and outputs, and makes the works
        # Tryton numbers productions itself; here they get the numbers that work orders have in real installations.
        Production._proxy.write([production.id], {'number': number}, config.get_config().context)
        production.reload()
        yield production


def master(productions):
    """The names of the base as the judge reads them; each line is JSON, which is YAML too."""
    productions = [p for p in productions if p.quantity > 1]  # the other one is for the planner

    def own(production, **ids):
        return {} if production.number in UNKNOWN else ids

    orders = [{'number': p.number, **own(p, externalId=f'production-{p.id}'), 'sku': p.product.code, 'quantity': int(p.quantity)}
              for p in productions]
    parts = [{'sku': sku, 'serialManaged': managed, **({'newSerials': 'SN-{run}-{n:6}', 'reuse': True} if managed else {}),
              'unit': unit, 'step': .001 if unit == 'Kilogram' else 1, 'forSkus': [s for s, parts in BOMS.items() if sku in parts]}
             for sku, _, unit, managed, _ in PARTS]
    steps = [{'actCode': w.operation.name, 'workCenterCode': '' if w.work_center.name == ANYWHERE else w.work_center.name, 'position': w.sequence,
              **own(p, operationExternalId=f'work-{w.id}'), 'forWorkOrders': [p.number]} for p in productions for w in p.works]
    yield 'version: 1\n'
    for title, rows in (('workOrders', orders), ('parts', parts), ('operations', steps)):
        yield f'{title}:\n'
        yield from (f'  - {json.dumps(row, ensure_ascii=False)}\n' for row in rows)
    yield 'variants:\n'
    for key, name in VARIANTS.items():
        serial = '{n:8}{pad:255}' if key == 'long' else name.format('{n:8}')
        row = {'workOrder': name.format('14'), 'part': name.format('11'), 'operation': name.format('12'), 'serial': serial}
        yield f'  {key}: {json.dumps(row, ensure_ascii=False)}\n'
    yield '  lowerCase: {"serial": "sn-{n:8}"}\n'
    yield '  sharedSerial: {"serial": "SN-{run}-9{n:6}"}\n'


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    make_base(folder)
    make_company()
    productions = list(make_productions(make_products()))
    (folder / 'master.yaml').write_text(''.join(master(productions)), encoding='utf-8')


main()
