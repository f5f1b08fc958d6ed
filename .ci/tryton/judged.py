"""Says whether the judge saw all of the ERP: a green report of checks that were skipped proves nothing.

    /usr/bin/python3 judged.py report.json

Every check must hold or not apply. Only answers later than five seconds (E8) are let pass, for that is the machine's doing.
"""
import json
import sys

with open(sys.argv[1], encoding='utf-8') as file:
    report = json.load(file)
checks, left = report['checks'], report['leftovers'] or []


def right(check):
    if check['verdict'] == 'skip':
        return check['cause'] == 'not applicable'
    return check['verdict'] == 'pass' or check['clause'] == 'E8' and check.get('got', '').startswith('It took')


wrong = [c for c in checks if not right(c)]
for check in wrong:
    print(f'{check["verdict"]} {check["clause"]} {check["name"]}: {check["reason"]}')
held = sum(c['verdict'] == 'pass' for c in checks)
if wrong or left or held < 300:
    sys.exit(f'FAIL: {held} of {len(checks)} checks hold, {len(wrong)} do not or were not asked, {len(left)} things were left in the ERP')
print(f'the judge saw all of it: {held} of {len(checks)} checks hold')
