// Counts the mutants of one room as a line of the table: killed, lived, not covered, timed out (the change made a test
// hang, which is noticed, too), and how many of those that a test could notice were noticed. Go gives the condition
// of a switch no block of its own, so some that are called not covered are run by tests: they are not in the percentage.
// Exits with 1 when fewer were noticed than wanted.
import { readFileSync } from 'node:fs'

const [file, room, wanted] = process.argv.slice(2)
const mutants = JSON.parse(readFileSync(file, 'utf8')).files.flatMap((f) => f.mutations)
const count = (status) => mutants.filter((m) => m.status === status).length
const [killed, lived, blind, late] = ['KILLED', 'LIVED', 'NOT COVERED', 'TIMED OUT'].map(count)
const tried = killed + late + lived
const percent = tried === 0 ? 0 : (100 * (killed + late)) / tried
const cells = [tried + blind, killed, lived, blind, late].map((n) => String(n).padStart(11))
console.log(`${room.padEnd(24)}${cells.join('')}${percent.toFixed(1).padStart(11)} %`)
process.exit(tried > 0 && percent >= Number(wanted) ? 0 : 1)
