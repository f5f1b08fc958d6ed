// Runs the Postman collection: every post of a serial's life must be accepted by the mock, without a finding, and by the
// generated server; what is wrong must be refused. The ids must come back even where they have letters that JSON escapes,
// and be left out where there are none.
import { readFileSync } from "node:fs";
import newman from "newman";

const [file, said, server] = process.argv.slice(2);
const { url: mock, controlUrl: control } = JSON.parse(said);
const collection = JSON.parse(readFileSync(file, "utf8"));
const [life, refusals] = collection.item.map((folder) => folder.name);

const run = (folder, erp, more = {}) =>
  new Promise((resolve, reject) => {
    const variables = { deviceUrl: `${erp}/device`, itemAttachUrl: `${erp}/item-attach`, operationUrl: `${erp}/operation`, ...more };
    const envVar = Object.entries(variables).map(([key, value]) => ({ key, value }));
    newman.run({ collection, folder, envVar, reporters: [] }, (error, { run: { stats, failures } } = { run: {} }) => {
      if (error) return reject(error);
      for (const { source, error: why } of failures) console.error(`${erp}: ${source?.name}: ${why.name}: ${why.message}`);
      console.log(`${erp}: ${folder}: ${stats.requests.total} requests, ${stats.assertions.total} assertions, ${failures.length} failures`);
      if (failures.length > 0 || stats.requests.total < 7 || stats.assertions.total < 14) process.exitCode = 1;
      resolve();
    });
  });

// control asks the control door of the mock.
const ask = async (path, options) => {
  const answer = await fetch(control + path, options);
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
};
const expect = async (path, total) => {
  const got = (await ask(path)).total;
  if (got !== total) {
    console.error(`${path}: ${got}, not ${total}`);
    process.exitCode = 1;
  }
};

await run(life, mock);
await run(refusals, mock);
await expect("/api/v1/exchanges?run=default", 14);
await expect("/api/v1/exchanges?run=default&status=200", 7);

// An id with letters that JSON escapes, an attach without an id, and a part without a serial.
const script = `version: 1
rules:
  - name: an odd id
    when: {kind: device, type: add}
    answer: {status: 201, body: {externalId: 'a"b\\c$&'}}
  - name: no id
    when: {kind: item-attach, type: add}
    answer: {status: 204}
`;
await ask("/api/v1/runs/odd/script", { method: "PUT", body: script, headers: { "Content-Type": "application/yaml" } });
await run(life, `${mock}/r/odd`, { itemSerial: "", itemWorkorderNumber: "", operationExternalId: "" });
await expect("/api/v1/exchanges?run=odd", 7);
await expect("/api/v1/exchanges?run=odd&level=MUST", 0);

await run(life, server);
await run(refusals, server);
