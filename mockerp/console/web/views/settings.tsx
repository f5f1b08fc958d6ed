// Settings: how this mock was started.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { info, type Info } from "../api";
import { size } from "../parts/words";

export function Settings() {
  const found = useSignal<Info | undefined>(undefined);
  useEffect(() => void info().then((i) => (found.value = i), () => undefined), []);
  const i = found.value;
  if (!i) return <p class="soft">Loading …</p>;
  return (
    <div class="view">
      <h1>Settings</h1>
      <p>{i.name} {i.version}, started {new Date(i.started).toLocaleString()}.</p>
      <p>The journal has {i.journal.exchanges.toLocaleString("en")} exchanges ({size(i.journal.bytes)}){i.journal.dropped > 0 && `; ${i.journal.dropped.toLocaleString("en")} were dropped to stay within its bounds`}.</p>
      <table>
        <thead><tr><th scope="col">Setting</th><th scope="col">Value</th></tr></thead>
        <tbody>
          {Object.entries({ ...i.addresses, ...i.settings }).map(([name, value]) => (
            <tr key={name}><th scope="row">{name}</th><td class="mono"><bdi>{typeof value === "string" ? value : JSON.stringify(value)}</bdi></td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
