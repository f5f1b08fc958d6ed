// Every file of the folder must be valid HAR 1.2, and must not be any more when something that
// the format asks for is taken out: a validator that lets all pass would show here.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import validator from "har-validator";

const folder = process.argv[2];
const breaks = {
  "log.version": (log) => delete log.version,
  "an entry's time": (log) => delete log.entries[0]?.time,
  "an entry's start": (log) => (log.entries[0] ??= {}).startedDateTime = "yesterday",
  "a request's url": (log) => (log.entries[0] ??= {}).request = { url: "no url" },
};

const valid = async (har) => validator.har(har).then(() => null, (e) => e);

let failed = 0, checked = 0, entries = 0;
for (const name of readdirSync(folder).sort()) {
  const text = readFileSync(join(folder, name), "utf8");
  const har = JSON.parse(text);
  entries += har.log.entries.length;
  checked++;
  const error = await valid(har);
  if (error) {
    failed++;
    console.error(`${name}: ${JSON.stringify(error.errors ?? String(error), null, 1)}`);
  }
  for (const [what, change] of Object.entries(breaks)) {
    const broken = JSON.parse(text);
    const before = JSON.stringify(broken);
    change(broken.log);
    if (JSON.stringify(broken) !== before && !(await valid(broken))) {
      failed++;
      console.error(`${name}: the validator accepts it without ${what}`);
    }
  }
}
if (checked === 0 || entries === 0) {
  failed++;
  console.error("there was nothing to check");
}
console.log(`${checked} HAR files with ${entries} entries checked, ${failed} wrong`);
process.exit(failed ? 1 : 0);
