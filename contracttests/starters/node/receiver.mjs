// The ERP side of the Next Plus Integration Builder, to start from. Node.js 18 or later, nothing to install.
//
//     node receiver.mjs                            listens on 127.0.0.1:8085
//     node receiver.mjs 0.0.0.0:9000               listens elsewhere; port 0 is a free one
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
// kind and act are one of the seven acts, such as 'item-attach' and 'remove'. id is undefined on add, else what was
// returned before. The report is well made, fits what is booked, and does not come here twice (E7). If the ERP does not
// take it, throw new Refusal(409, 'What is wrong, and what to do.'): then nothing is booked, and work goes on (T7, E10).
// Reports wait for each other, and 16 stations want an answer within 5 s (E8), so the ERP has 0.3 s for one: give the call
// a time-out.
async function callERP(kind, act, report, id) {
  return id ?? `${kind}-${randomUUID()}`
}
// =====================================================================================================================

const isText = (v) => typeof v === 'string' && !/\p{Surrogate}/u.test(v) // P5: no halves of characters
const TEXT = ['a text that is not empty', (v) => isText(v) && v !== '']
const ANY_TEXT = ['a text', isText]
const OPTIONAL = ['a text that is not empty, or left out', (v) => v === undefined || (isText(v) && v !== '')] // P4: never null
const NULLABLE = ['a text, null or left out', (v) => v === undefined || v === null || isText(v)]
// P6: a number of the MES is one of JavaScript, so it stays as it is. Give it to a decimal column as a text.
const POSITIVE = ['a number above 0', (v) => Number.isFinite(v) && v > 0]
const AMOUNT = ['a number of 0 or more', (v) => Number.isFinite(v) && v >= 0]
const WHOLE = ['a whole number of 0 or more', (v) => Number.isInteger(v) && v >= 0]

const COMMON = { workorderNumber: TEXT, sku: TEXT, workorderId: TEXT, stockId: TEXT, sessionId: TEXT, // P1, P2
  workorderExternalId: NULLABLE } // P3
const MEMBERS = {
  device: { ...COMMON, serial: TEXT, externalId: OPTIONAL }, // D2, D4
  'item-attach': { ...COMMON, serial: OPTIONAL, externalId: OPTIONAL, 'item.sku': TEXT, 'item.quantity': POSITIVE, // I2-I4
    'item.serial': OPTIONAL, 'item.workorderNumber': OPTIONAL, 'item.externalId': OPTIONAL }, // I5, I6
  operation: { ...COMMON, actCode: ANY_TEXT, workCenterCode: ANY_TEXT, position: WHOLE, validQty: AMOUNT, invalidQty: AMOUNT, // O2, O3
    serial: OPTIONAL, externalId: NULLABLE, operationExternalId: NULLABLE }, // O4-O6
}
const ACTS = { device: ['add', 'update', 'remove'], 'item-attach': ['add', 'remove'], operation: ['add', 'remove'] } // D1, I1, O1
// Reports that agree in these are about one thing (F2). The serial is none of them: a device can get another one (D5).
const SAME = {
  device: ['workorderNumber', 'sku', 'stockId'],
  'item-attach': ['workorderNumber', 'sku', 'stockId', 'item.sku', 'item.serial', 'item.quantity', 'item.workorderNumber'],
  operation: ['workorderNumber', 'sku', 'stockId', 'actCode', 'workCenterCode', 'position', 'validQty', 'invalidQty'],
}
const HELP = 'Tell the people who look after the interface.'

const isObject = (v) => typeof v === 'object' && v !== null && !Array.isArray(v)
const member = (report, name) => name.split('.').reduce((v, part) => (isObject(v) ? v[part] : undefined), report)

// Turns a body into a report, or refuses it (E5). Members that are not known are passed over (T8).
function read(kind, body) {
  let report
  try {
    report = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)) // P5
  } catch {} // it is no JSON
  if (!isObject(report)) throw new Refusal(400, `The report is not a JSON object in UTF-8. ${HELP}`)
  kind ||= 'item' in report ? 'item-attach' : 'actCode' in report ? 'operation' : 'device' // C5
  if (!ACTS[kind].includes(report.type)) throw new Refusal(422, `"type" must be ${ACTS[kind].join(' or ')}. ${HELP}`)
  const more = report.type === 'update' ? { oldSerial: TEXT } : {} // D3
  for (const [name, [wanted, isRight]] of Object.entries({ ...MEMBERS[kind], ...more })) {
    if (!isRight(member(report, name))) throw new Refusal(422, `"${name}" must be ${wanted}. ${HELP}`)
  }
  return [kind, report]
}

const byID = new Map(), byKey = new Map() // what is booked now: by its id, and by what it is

// Holds a report against what is booked, calls the ERP, and gives the id.
async function book(kind, report) {
  const { type: act, serial } = report
  const had = act === 'update' ? report.oldSerial : serial
  const values = SAME[kind].map((name) => member(report, name))
  const thing = JSON.stringify([kind, ...values])
  // E7: a report that comes twice has the same session and serial. E4: a serial is that of one device of a sku, or of one
  // piece of a part; but a lot by the kilogram goes into many devices.
  const keys = [kind === 'device' ? thing : JSON.stringify([thing, report.sessionId, serial])]
  const own = kind === 'device' ? report : report.item?.quantity === 1 ? report.item : {}
  if (own.serial) keys.push(JSON.stringify([kind, own.sku, own.serial]))
  const device = byKey.get(JSON.stringify(['device', ...values.slice(0, 3)]))
  let found = byKey.get(keys[0])
  if (act !== 'add') {
    const id = member(report, kind === 'item-attach' ? 'item.externalId' : 'externalId')
    if (id) found = byID.get(id) // E2, F1
    if (found?.thing !== thing) { // F2
      throw new Refusal(404, 'The ERP does not have this, or it was removed before. Reload the work order.')
    }
  }
  const same = found && found.serial === serial
  if (same && (act === 'add' || (act === 'update' && found.had === had))) return found.id // E7: it came before
  const changed = kind === 'device' ? found : device
  if (changed && changed.serial !== had) { // F3, F4
    throw new Refusal(409, `In the ERP this device has serial ${short(changed.serial)}. Reload the work order.`)
  }
  const parent = kind === 'item-attach' ? report.externalId : undefined // I3
  if (parent && (device || act === 'add') && parent !== device?.id) {
    throw new Refusal(404, 'The ERP does not have the device of this part. Reload the work order.')
  }
  const holder = byKey.get(keys[1])
  if (holder && holder !== found) {
    throw new Refusal(409, `Serial ${short(own.serial)} is used on work order ${short(holder.order)}. Look at the label.`)
  }
  const id = await callERP(kind, act, report, found?.id)
  if (found) {
    byID.delete(found.id)
    found.keys.forEach((key) => byKey.delete(key))
  }
  if (act !== 'remove') {
    const booked = { id, thing, keys, serial, had, order: report.workorderNumber }
    byID.set(id, booked)
    keys.forEach((key) => byKey.set(key, booked))
  }
  return id
}

// One report at a time, also while the ERP is being called (E7, E8).
let last = Promise.resolve()
const inTurn = (work) => (last = last.then(work, work))

const short = (text) => ([...text].length <= 60 ? text : [...text].slice(0, 60).join('') + '…')

// Reads the whole body before it is refused: who is still sending does not hear the refusal.
async function bodyOf(request, most = 1 << 20) {
  const chunks = []
  let length = 0
  for await (const chunk of request) {
    if ((length += chunk.length) <= most) chunks.push(chunk)
  }
  if (request.method !== 'POST') throw new Refusal(405, `Reports are sent with POST. ${HELP}`) // T1
  if (length > most) throw new Refusal(413, `The report is longer than ${most} bytes. ${HELP}`)
  const sentAs = (request.headers['content-type'] ?? '').replaceAll('"', '')
  if (!/^application\/([^;]+\+)?json\s*(;\s*charset=(utf-?8|us-ascii)\s*)?$/i.test(sentAs)) {
    throw new Refusal(415, `The report must be sent as application/json in UTF-8. ${HELP}`)
  }
  return Buffer.concat(chunks)
}

function kindOf(request) {
  const kind = request.url.split('?')[0].replace(/^\/+|\/+$/g, '')
  if (kind && !Object.hasOwn(ACTS, kind)) throw new Refusal(404, `Reports are taken at /device, /item-attach and /operation. ${HELP}`)
  return kind
}

// One POST and its answer, which is JSON whatever happens.
const server = createServer({ requestTimeout: 30_000 }, async (request, response) => {
  let status = 200, answer
  try {
    const body = await bodyOf(request)
    const [kind, report] = read(kindOf(request), body)
    answer = { externalId: await inTurn(() => book(kind, report)) } // T2, T4
  } catch (error) {
    const refused = error instanceof Refusal
    if (!refused) console.error(error)
    status = refused ? error.status : 500
    answer = { message: refused ? error.message : `The ERP failed. Try again. ${HELP}` }
  }
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
})
const [port, host = '127.0.0.1'] = (process.argv[2] ?? '127.0.0.1:8085').split(':').reverse()
server.listen(Number(port), host, () => console.log(`listening on http://${host}:${server.address().port}`))
