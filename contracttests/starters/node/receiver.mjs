// The ERP side of the Next Plus Integration Builder, to start from. Node.js 18 or later, nothing to install.
//
//     node receiver.mjs 127.0.0.1:8085          (port 0 is a free one)
//     erpkit verify --url http://127.0.0.1:8085 --fail-on should
//
// Yours to write is callERP. Before you go live, keep what is booked in a database instead of in memory, and let only the
// MES in: there is no password here. "erpkit explain E7" explains the clause E7, and so on.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'

// A report that is not booked: a status of 400 or above (T3), and what the person at the station reads (T5, E6).
class Refusal extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

// ==== CALL YOUR ERP HERE =============================================================================================
// Books one report in the ERP and returns the ERP's id of it, a text that no other thing has (E3, E4).
//
// kind and act are such as 'item-attach' and 'remove', report has members such as 'sku' and 'item.sku', which are undefined
// if left out. id is undefined on add, else what was returned before. The report is right, fits what is booked, and does not
// come here twice (E7). If the ERP does not take it, throw new Refusal(409, 'What is wrong, and what to do.'): nothing is
// booked then, and work goes on (T7, E10). Reports wait for each other, and 16 stations want an answer within 5 s (E8): give
// the call a time-out of 0.3 s.
async function callERP(kind, act, report, id) {
  return id ?? `${kind}-${randomUUID()}`
}
// =====================================================================================================================

// What a member must be, in words and as a test. P6: numbers of the MES are those of JavaScript, so no digit is lost.
const isText = (v) => typeof v === 'string' && !/\p{Surrogate}/u.test(v) // P5: no halves of characters
const ANY_TEXT = ['a text', isText]
const TEXT = ['a text that is not empty', (v) => isText(v) && v !== '']
const OPTIONAL = ['a text that is not empty, or left out', TEXT[1]] // P4: never null
const NULLABLE = ['a text, null or left out', (v) => v === null || isText(v)]
const POSITIVE = ['a number above 0', (v) => Number.isFinite(v) && v > 0]
const AMOUNT = ['a number of 0 or more', (v) => Number.isFinite(v) && v >= 0]
const WHOLE = ['a whole number of 0 or more', (v) => Number.isInteger(v) && v >= 0]

const ACTS = { device: ['add', 'update', 'remove'], 'item-attach': ['add', 'remove'], operation: ['add', 'remove'] } // D1, I1, O1
// The members that say what thing a report is about (F2). The serial is none of them: a device can get another one (D5).
const COMMON = { workorderNumber: TEXT, sku: TEXT, stockId: TEXT } // P1, P2
const IDENTITY = {
  device: COMMON,
  'item-attach': { ...COMMON, 'item.sku': TEXT, 'item.quantity': POSITIVE, // I4
    'item.serial': OPTIONAL, 'item.workorderNumber': OPTIONAL }, // I5
  operation: { ...COMMON, actCode: ANY_TEXT, workCenterCode: ANY_TEXT, position: WHOLE, // O2
    validQty: AMOUNT, invalidQty: AMOUNT }, // O3
}
// The other members.
const EVENT = { workorderId: TEXT, sessionId: TEXT, workorderExternalId: NULLABLE } // P2, P3
const OTHERS = {
  device: { ...EVENT, serial: TEXT, externalId: OPTIONAL }, // D2, D4
  'item-attach': { ...EVENT, serial: OPTIONAL, externalId: OPTIONAL, 'item.externalId': OPTIONAL }, // I2, I3, I6
  operation: { ...EVENT, serial: OPTIONAL, externalId: NULLABLE, operationExternalId: NULLABLE }, // O4-O6
}
const HELP = 'Tell the people who look after the interface.', RELOAD = 'Reload the work order.', LABEL = 'Look at the label.'

// Refuses what is not right (E5).
function check(right, status, wrong, cure = HELP) {
  if (!right) throw new Refusal(status, `${wrong} ${cure}`)
}

// Turns a body into a report, which has the members that are known; others are passed over (T8).
function read(kind, body) {
  let sent
  try {
    sent = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body))
  } catch {} // it is no JSON
  check(sent instanceof Object && !Array.isArray(sent), 400, 'The report is not a JSON object in UTF-8.')
  kind ||= 'item' in sent ? 'item-attach' : 'actCode' in sent ? 'operation' : 'device' // C5
  const act = sent.type, report = {}
  check(ACTS[kind].includes(act), 422, `"type" must be ${ACTS[kind].join(' or ')}.`)
  const more = act === 'update' ? { oldSerial: TEXT } : {} // D3
  for (const [name, [wanted, isRight]] of Object.entries({ ...IDENTITY[kind], ...OTHERS[kind], ...more })) {
    report[name] = name.split('.').reduce((place, part) => place?.[part], sent)
    check(report[name] === undefined ? wanted.includes('left out') : isRight(report[name]), 422, `"${name}" must be ${wanted}.`)
  }
  return [kind, act, report]
}

// The last report about each thing that is booked, by its id.
const booked = { device: new Map(), 'item-attach': new Map(), operation: new Map() }
const short = (text = '') => [...text].slice(0, 255).join('')

// Gives what is booked and has the same values in these members. A database has an index for that.
function find(kind, report, names) {
  return [...booked[kind].values()].find((one) => names.every((name) => one[name] === report[name]))
}

// Holds a report against what is booked, calls the ERP, and gives the id.
async function book(kind, act, report) {
  const own = kind === 'item-attach' ? 'item.' : '' // where the thing itself has its members
  const serial = report.serial, ownSerial = report[own + 'serial']
  report.id = report[own + 'externalId']
  // It is found by the ERP's id (E2, F1); on add, which has none, by what makes a report the same when it comes twice (E7).
  const same = act !== 'add' ? ['id'] : kind === 'device' ? [] : ['sessionId', 'serial']
  const found = find(kind, report, [...Object.keys(IDENTITY[kind]), ...same])
  const device = find('device', report, Object.keys(COMMON))
  if (found && act !== 'remove' && found.serial === serial) return found.id // E7: it came before
  check(found || act === 'add', 404, 'The ERP does not have this, or it was removed before.', RELOAD) // F2
  check(!device || device.serial === (report.oldSerial ?? serial), // F3, F4
    409, `In the ERP this device has serial ${short(device?.serial)}.`, RELOAD)
  check(!own || act === 'remove' || [undefined, device?.id].includes(report.externalId), // I3
    404, 'The ERP does not have the device of this part.', RELOAD)
  // E4: a serial is of one device of a sku, or of one piece of a part; but a lot by the kilogram goes into many devices.
  if (act !== 'remove' && (kind === 'device' || (ownSerial && report['item.quantity'] === 1))) {
    const other = find(kind, report, [own + 'sku', own + 'serial', 'item.quantity'])
    check(!other, 409, `Serial ${short(ownSerial)} is used on work order ${short(other?.workorderNumber)}.`, LABEL)
  }
  report.id = await callERP(kind, act, report, found?.id)
  booked[kind].delete(found?.id)
  if (act !== 'remove') booked[kind].set(report.id, report)
  return report.id
}

// One report at a time, also while the ERP is being called (E7, E8).
let last = Promise.resolve()
const inTurn = (work) => (last = last.then(work, work))

// Reads one POST and gives the id.
async function receive(request, most = 1 << 20) {
  const chunks = []
  let length = 0
  for await (const chunk of request) { // all of it: who is still sending does not hear a refusal
    length += chunk.length
    if (length <= most) chunks.push(chunk)
  }
  check(request.method === 'POST', 405, 'Reports are sent with POST.') // T1
  check(length <= most, 413, `The report is longer than ${most} bytes.`)
  check(/^application\/([^;]+\+)?json\s*(;\s*charset="?(utf-?8|us-ascii)"?\s*)?$/i.test(request.headers['content-type']),
    415, 'The report must be sent as application/json in UTF-8.')
  const kind = request.url.split('?')[0].replace(/^\/+|\/+$/g, '')
  check(kind === '' || Object.hasOwn(ACTS, kind), 404, 'Reports are taken at /device, /item-attach and /operation.')
  const report = read(kind, Buffer.concat(chunks))
  return inTurn(() => book(...report))
}

// Answers one request, in JSON whatever comes.
const server = createServer({ requestTimeout: 30_000 }, async (request, response) => {
  const send = (status, said) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(said))
  try {
    send(200, { externalId: await receive(request) }) // T2, T4
  } catch (error) {
    if (error instanceof Refusal) return send(error.status, { message: error.message })
    console.error(error)
    send(500, { message: `The ERP failed. Try again. ${HELP}` })
  }
})
const [port, host = '127.0.0.1'] = (process.argv[2] ?? '127.0.0.1:8085').split(':').reverse()
server.listen(Number(port), host, () => console.log(`listening on http://${host}:${server.address().port}`))
