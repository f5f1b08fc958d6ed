// Writes a TypeScript file in which every example is held against its type: a right one must fit, a wrong one must
// not, but for what no type can say. The compiler then judges it: "@ts-expect-error" is an error where there is none.
import { readFileSync, writeFileSync } from "node:fs";

const schemas = new URL("../../schemas/", import.meta.url);
const read = (path) => readFileSync(new URL(path, schemas), "utf8");
const types = { device: "DevicePost", "item-attach": "ItemAttachPost", operation: "OperationPost", success: "Accepted", failure: "Refused" };

// Beyond types: text that is empty or no UUID, numbers below a bound or not whole.
const beyond = /-(empty|not-a-uuid|urn|negative|zero|fraction|line-break)\.json$/;

const lines = [`import type { ${Object.values(types).join(", ")}, Post } from "./erp.types.js";`];
const counts = { fits: 0, refused: 0, beyond: 0 };
JSON.parse(read("examples/index.json")).forEach((example, n) => {
  if (example.by) return;
  const [kind, folder] = example.file.split("/");
  const isRefused = folder === "invalid" && !beyond.test(example.file);
  counts[isRefused ? "refused" : folder === "invalid" ? "beyond" : "fits"] += 1;
  lines.push(`// ${example.file}`, `const body${n} = ${read(`examples/${example.file}`).trim()} as const;`);
  if (isRefused) lines.push("// @ts-expect-error");
  lines.push(`export const typed${n}: ${types[kind]} = body${n};`);
});
lines.push(
  "// The type tells which members there are.",
  "export function about(post: Post): string {",
  '  if ("item" in post) return post.type === "remove" ? (post.item.externalId ?? "no id") : post.item.sku;',
  '  if ("actCode" in post) return post.type === "remove" ? (post.externalId ?? "no id") : post.actCode;',
  '  return post.type === "update" ? post.oldSerial : post.serial;',
  "}",
  'export const wrong: Accepted = {',
  "  // @ts-expect-error: a misspelt member",
  '  externalID: "7",',
  "};",
);
writeFileSync(process.argv[2], `${lines.join("\n")}\n`);
console.log(`types: ${counts.fits} examples fit, ${counts.refused} are refused, ${counts.beyond} are wrong in what no type can say`);
if (counts.fits < 50 || counts.refused < 70) throw new Error("hardly anything is judged");
