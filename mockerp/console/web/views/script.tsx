// Script: what the mock answers; the rules and how often each was used, the file itself, traps, and an outage.
import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask, query } from "../api";
import { param } from "../route";
import { Edit } from "./edit";
import { Rules, type Script } from "./rules";

interface Trap {
  name: string;
  title: string;
  text: string;
}

export function ScriptView() {
  const script = useSignal<Script | undefined>(undefined);
  const said = useSignal("");
  const run = param("run");
  const load = () => ask<Script>("/script" + query({ run })).then((got) => void (script.value = got), () => void (script.value = { name: "", source: "", rules: [], next: [] }));
  useEffect(() => void load(), [run]);
  return (
    <div class="view">
      <h1>Script{run && <> of run <bdi>{run}</bdi></>}</h1>
      <p role="status" class="soft">{said.value}</p>
      {script.value && <Rules script={script.value} run={run} load={load} said={said} />}
      {script.value && <Edit key={script.value.source + param("add")} source={script.value.source} run={run} load={load} said={said} />}
      <Traps run={run} load={load} said={said} />
      <Outage said={said} />
    </div>
  );
}

export interface Props {
  run: string;
  load: () => Promise<void>;
  said: Signal<string>;
}

function Traps({ run, load, said }: Props) {
  const traps = useSignal<Trap[]>([]);
  useEffect(() => void ask<{ traps: Trap[] }>("/traps").then((got) => (traps.value = got.traps), () => undefined), []);
  if (traps.value.length === 0) return null;
  const use = (name: string) =>
    ask("/script" + query({ run, trap: name }), { method: "PUT" }).then(() => { said.value = `The trap ${name} is set.`; return load(); }, (e: Error) => void (said.value = e.message));
  return (
    <details class="fold trap-list">
      <summary><h2>Traps</h2> <span class="soft">ready-made scripts of what goes wrong with real ERPs</span></summary>
      <ul class="traps">
        {traps.value.map((t) => (
          <li key={t.name}><button type="button" class="small" value={t.name} onClick={() => void use(t.name)}>{t.name}</button> <span>{t.title}</span></li>
        ))}
      </ul>
    </details>
  );
}

function Outage({ said }: { said: Signal<string> }) {
  const down = () => ask("/down?for=30s", { method: "POST" }).then(() => (said.value = "The ERP door is closed for 30 seconds."), (e: Error) => (said.value = e.message));
  const up = () => ask("/down", { method: "DELETE" }).then(() => (said.value = "The ERP door is open."), (e: Error) => (said.value = e.message));
  return (
    <>
      <h2>Outage</h2>
      <p class="buttons"><button type="button" onClick={() => void down()}>Down for 30 s</button> <button type="button" onClick={() => void up()}>Open again</button></p>
    </>
  );
}
