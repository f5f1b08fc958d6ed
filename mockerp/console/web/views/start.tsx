// The first minute: nothing has come yet.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { offers, playShift } from "../actions";
import { info, type Info } from "../api";
import { Copy } from "../parts/copy";

const kinds = [
  { path: "device", title: "Device/serial integration" },
  { path: "item-attach", title: "Item attach integration" },
  { path: "operation", title: "Operation integration" },
];

export function Start() {
  const known = useSignal<Info | undefined>(undefined);
  useEffect(() => void info().then((i) => (known.value = i), () => undefined), []);
  const erp = known.value?.addresses["erp"] ?? "";
  return (
    <div class="start">
      <h1>Waiting for the first post</h1>
      <p class="lead">Paste these URLs into the Integration Builder. Every act at a station then shows here, with what the contract says about it.</p>
      <URLs base={erp} />
      <Others erp={erp} addr={String(known.value?.settings["addr"] ?? "")} />
      {offers("shift") && <Demo />}
      <h2>Or try it by hand</h2>
      <pre class="raw">{example(erp)}</pre>
      <p class="buttons"><Copy text={example(erp)} label="Copy the curl line" /></p>
      <h2>What happens next</h2>
      <p>The mock accepts what the contract allows and gives ids, as an honest ERP does. A post that breaks the contract is refused with the clause. Under <a href="#/script">Script</a> you make it answer differently.</p>
    </div>
  );
}

const URLs = ({ base }: { base: string }) => (
  <ol class="urls">
    {kinds.map(({ path, title }) => (
      <li key={path}>
        <span>{title}</span> <code>{base}/{path}</code> <Copy text={`${base}/${path}`} />
      </li>
    ))}
  </ol>
);

const loopback = (host: string): boolean => /^(localhost|127\..*|\[?::1\]?)$/.test(host);

/** Others says how the mock is reached from other machines: by the name that this page has, where another machine has it open. */
function Others({ erp, addr }: { erp: string; addr: string }) {
  if (!addr) return null;
  const port = addr.replace(/^.*:/, "");
  const listens = addr.slice(0, -port.length - 1);
  if (loopback(listens)) {
    return <p class="soft">These reach the mock from this machine only. For an MES on another machine, start it with <code>--addr 0.0.0.0:{port}</code> and use this machine's name.</p>;
  }
  if (!loopback(new URL(erp).hostname)) return null; // the URLs above are for everybody
  if (loopback(location.hostname)) {
    return <p class="soft">These are for an MES on this machine. On others write the name or the address of this machine in place of {new URL(erp).hostname}; the port is {port}.</p>;
  }
  return <><p class="soft others">These are for an MES on the machine of the mock. From other machines it is:</p><URLs base={`http://${location.hostname}:${port}`} /></>;
}

/** Demo fills the page with what a factory would send. */
function Demo() {
  const said = useSignal("");
  const play = () => void playShift().then(() => (said.value = "It plays: 60 posts in a few seconds."), (e: Error) => (said.value = e.message));
  return (
    <>
      <h2>No MES at hand?</h2>
      <p class="buttons"><button type="button" class="main demo" onClick={play}>Play a demo shift</button> <span role="status" class="soft">{said.value || "60 right posts, as a shift makes them, to this mock itself."}</span></p>
    </>
  );
}

/** example is a post that the contract allows. */
const example = (erp: string): string => `curl -i ${erp}/device -H 'Content-Type: application/json' -d '{
  "type": "add", "workorderNumber": "WO-1", "sku": "GUITAR", "serial": "SN-0001",
  "workorderId": "550e8400-e29b-41d4-a716-446655440000", "stockId": "550e8400-e29b-41d4-a716-446655440001",
  "sessionId": "550e8400-e29b-41d4-a716-446655440002", "workorderExternalId": null}'`;
