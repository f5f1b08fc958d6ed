// Judges every example by the published schemas with Ajv, a validator that shares no code
// with erpkit's judge, in its default strict mode and with no plug-in. It must say what the example's folder
// says, and, where a body is wrong, at the member that the index names.
import { readFileSync, readdirSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";

const schemas = new URL("../../schemas/", import.meta.url);
const read = (path) => readFileSync(new URL(path, schemas));
const problems = [];

// What strict mode only warns of is a problem too.
const warn = (...words) => problems.push(`warning: ${words.join(" ")}`);
const ajv = new Ajv({ allErrors: true, logger: { log: warn, warn, error: warn } });

const validators = new Map();
for (const { name } of readdirSync(new URL("examples/", schemas), { withFileTypes: true }).filter((e) => e.isDirectory())) {
  const schema = JSON.parse(read(`${name}.schema.json`));
  const validate = ajv.compile(schema);
  validators.set(name, validate);
  for (const example of schema.examples) {
    if (!validate(example)) problems.push(`${name}.schema.json: its own example is refused: ${ajv.errorsText(validate.errors)}`);
  }
}

// A missing member is meant by the pointer to where it should be.
const pointerOf = (error) =>
  error.keyword === "required" ? `${error.instancePath}/${error.params.missingProperty}` : error.instancePath;

const counts = { valid: 0, invalid: 0, parser: 0, judge: 0 };
for (const example of JSON.parse(read("examples/index.json"))) {
  if (example.by) {
    counts[example.by] += 1;
    continue;
  }
  const [kind, folder] = example.file.split("/");
  const validate = validators.get(kind);
  const verdict = validate(JSON.parse(read(`examples/${example.file}`))) ? "valid" : "invalid";
  counts[folder] += 1;
  if (verdict !== folder) {
    problems.push(`${example.file}: Ajv says ${verdict}: ${ajv.errorsText(validate.errors)}`);
  } else if (folder === "invalid" && !validate.errors.some((error) => pointerOf(error) === example.pointer)) {
    problems.push(`${example.file}: Ajv refuses it, but not at ${example.pointer}: ${ajv.errorsText(validate.errors)}`);
  }
}

console.log(
  `${validators.size} schemas; ${counts.valid} valid and ${counts.invalid} invalid examples judged as their folders say; ` +
    `passed over, for no schema can judge them: ${counts.parser} by the reading of the text, ${counts.judge} by rules on answers`,
);
if (counts.valid < 30 || counts.invalid < 80) problems.push("hardly anything was judged");
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
