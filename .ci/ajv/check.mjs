// Judges every example by the published schemas with Ajv, a validator that shares no code
// with erpkit's judge, in its default strict mode: with no plug-in, then with the one for formats, then by the
// schemas in one file. It must say what the example's folder says, and, where a body is wrong, at the member
// that the index names.
import { readFileSync, readdirSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const schemas = new URL("../../schemas/", import.meta.url);
const read = (path) => readFileSync(new URL(path, schemas));
const problems = [];

// What strict mode only warns of is a problem too.
const warn = (...words) => problems.push(`warning: ${words.join(" ")}`);
const strict = () => new Ajv({ allErrors: true, logger: { log: warn, warn, error: warn } });

const kinds = readdirSync(new URL("examples/", schemas), { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name);
const schemaOf = Object.fromEntries(kinds.map((kind) => [kind, JSON.parse(read(`${kind}.schema.json`))]));

// A missing member is meant by the pointer to where it should be.
const pointerOf = (error) =>
  error.keyword === "required" ? `${error.instancePath}/${error.params.missingProperty}` : error.instancePath;

function judge(ajv, how, validatorOf) {
  const problem = (words) => problems.push(`${how}: ${words}`);
  for (const kind of kinds) {
    for (const example of schemaOf[kind].examples) {
      if (!validatorOf(kind)(example)) problem(`${kind}.schema.json: its own example is refused: ${ajv.errorsText(validatorOf(kind).errors)}`);
    }
  }
  const counts = { valid: 0, invalid: 0, parser: 0, judge: 0 };
  for (const example of JSON.parse(read("examples/index.json"))) {
    if (example.by) {
      counts[example.by] += 1;
      continue;
    }
    const [kind, folder] = example.file.split("/");
    const validate = validatorOf(kind);
    const verdict = validate(JSON.parse(read(`examples/${example.file}`))) ? "valid" : "invalid";
    counts[folder] += 1;
    if (verdict !== folder) {
      problem(`${example.file}: Ajv says ${verdict}: ${ajv.errorsText(validate.errors)}`);
    } else if (folder === "invalid" && !validate.errors.some((error) => pointerOf(error) === example.pointer)) {
      problem(`${example.file}: Ajv refuses it, but not at ${example.pointer}: ${ajv.errorsText(validate.errors)}`);
    }
  }
  console.log(
    `${how}: ${kinds.length} schemas; ${counts.valid} valid and ${counts.invalid} invalid examples judged as their folders say; ` +
      `passed over, for no schema can judge them: ${counts.parser} by the reading of the text, ${counts.judge} by rules on answers`,
  );
  if (counts.valid < 30 || counts.invalid < 80) problem("hardly anything was judged");
}

for (const [how, ajv] of [["Ajv", strict()], ["Ajv with ajv-formats", addFormats(strict())]]) {
  const validators = Object.fromEntries(kinds.map((kind) => [kind, ajv.compile(schemaOf[kind])]));
  judge(ajv, how, (kind) => validators[kind]);
}
const bundled = strict();
bundled.addSchema(JSON.parse(read("erp.bundle.json")));
judge(bundled, "Ajv, all in one file", (kind) => bundled.getSchema(schemaOf[kind].$id));

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
