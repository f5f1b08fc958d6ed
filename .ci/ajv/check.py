"""Judges every example by the published schemas with Python's jsonschema: it must say what the example's folder says, and,
where a body is wrong, at the member that the index names."""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator

schemas = pathlib.Path(__file__).resolve().parents[2] / "schemas"
problems = []
counts = {"valid": 0, "invalid": 0}


def validator(kind):
    schema = json.loads((schemas / f"{kind}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    made = Draft202012Validator(schema)
    for example in schema["examples"]:
        problems.extend(f"{kind}.schema.json: its own example is refused: {error.message}" for error in made.iter_errors(example))
    return made


def pointers(error):
    """A missing member is meant by the pointer to where it should be."""
    place = "".join(f"/{part}" for part in error.absolute_path)
    if error.validator == "required":
        return [f"{place}/{name}" for name in error.validator_value if name not in error.instance]
    return [place]


validators = {folder.name: validator(folder.name) for folder in (schemas / "examples").iterdir() if folder.is_dir()}
for example in json.loads((schemas / "examples/index.json").read_text("utf-8")):
    if "by" in example:  # no schema can judge it
        continue
    kind, folder, _ = example["file"].split("/")
    errors = list(validators[kind].iter_errors(json.loads((schemas / "examples" / example["file"]).read_text("utf-8"))))
    said = "invalid" if errors else "valid"
    counts[folder] += 1
    if said != folder:
        problems.append(f"{example['file']}: jsonschema says {said}: {[error.message for error in errors]}")
    elif errors and example["pointer"] not in [pointer for error in errors for pointer in pointers(error)]:
        problems.append(f"{example['file']}: jsonschema refuses it, but not at {example['pointer']}: {errors}")

print(f"Python's jsonschema: {len(validators)} schemas; {counts['valid']} valid and {counts['invalid']} invalid examples judged as their folders say")
if counts["valid"] < 30 or counts["invalid"] < 80:
    problems.append("hardly anything was judged")
if problems:
    sys.exit("\n".join(problems))
