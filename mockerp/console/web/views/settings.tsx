// Settings: how this mock was started, and where each setting came from.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { info, type Info } from "../api";
import { size } from "../parts/words";

export function Settings() {
  const found = useSignal<Info | undefined>(undefined);
  const trouble = useSignal("");
  useEffect(() => void info().then((i) => (found.value = i), (e: Error) => (trouble.value = e.message)), []);
  if (trouble.value) return <p class="trouble" role="alert">{trouble.value}</p>;
  const i = found.value;
  if (!i) return <p class="soft">Loading …</p>;
  return (
    <div class="view">
      <h1>Settings</h1>
      <p>{i.name} {i.version}, started {new Date(i.started).toLocaleString()}.</p>
      <p>The journal has {i.journal.exchanges.toLocaleString("en")} exchanges ({size(i.journal.bytes)}){i.journal.dropped > 0 && `; ${i.journal.dropped.toLocaleString("en")} were dropped to stay within its bounds`}.</p>
      <h2>Addresses</h2>
      <dl class="addresses">{Object.entries(i.addresses).map(([name, url]) => <div key={name}><dt>{name}</dt><dd class="mono"><bdi>{url}</bdi></dd></div>)}</dl>
      {Object.keys(i.settings).length > 0 && <Table i={i} />}
    </div>
  );
}

function Table({ i }: { i: Info }) {
  const from = i.settingsFrom;
  return (
    <div class="scroll">
      <table class="settings">
        <thead><tr><th scope="col">Setting</th><th scope="col">Value</th>{from && <th scope="col">Came from</th>}</tr></thead>
        <tbody>
          {Object.entries(i.settings).map(([name, value]) => (
            <tr key={name} data-setting={name}>
              <th scope="row">{name}</th>
              <td class="mono"><bdi>{typeof value === "string" ? value : value === null ? "none" : JSON.stringify(value)}</bdi></td>
              {from && <td><Origin of={from[name]} /></td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const words: Record<string, string> = { flag: "the flag", environment: "the environment variable", file: "the file" };

function Origin({ of }: { of: { from: string; name?: string } | undefined }) {
  if (!of?.name) return <span class="soft">{of?.from}</span>;
  return <>{words[of.from] ?? of.from} <bdi class="mono">{of.name}</bdi></>;
}
