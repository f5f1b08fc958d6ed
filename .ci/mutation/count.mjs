// Counts the mutants of one room: killed, lived, timed out (the change made a test hang, which is noticed, too) and
// not covered. Exits with 1 when fewer were noticed than wanted.
import { readFileSync } from 'node:fs'

const [file, room, wanted] = process.argv.slice(2)
const mutants = JSON.parse(readFileSync(file, 'utf8')).files.flatMap((f) => f.mutations)
const count = (status) => mutants.filter((m) => m.status === status).length
const [killed, lived, late, blind] = ['KILLED', 'LIVED', 'TIMED OUT', 'NOT COVERED'].map(count)
if (killed + lived === 0) {
  console.log(`${room}: no mutant was tried`)
  process.exit(1)
}
const percent = (100 * (killed + late)) / (killed + late + lived)
console.log(`${room}: ${killed} killed, ${late} timed out, ${lived} lived, ${blind} not covered: ${percent.toFixed(1)} %`)
process.exit(percent >= Number(wanted) ? 0 : 1)
