// Script: what the mock answers; the rules and how often each was used, the file itself, traps, and an outage.
import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask, query, type Refused } from "../api";
import { param } from "../route";
import { Edit } from "./edit";
import { Outage } from "./outage";
import { Rules, type Script } from "./rules";

interface Trap {
  name: string;
  title: string;
  text: string;
}

const none: Script = { name: "", source: "", rules: [], next: [] };
const again = 2000; // milliseconds after which the uses are looked at again

export function ScriptView() {
  const script = useSignal<Script>(none);
  const source = useSignal<string | undefined>(undefined); // what is edited: what others change meanwhile does not touch it
  const said = useSignal("");
  const run = param("run");
  const look = () => ask<Script>("/script" + query({ run })).catch((e: Refused) => { if (e.code === "no-script" || e.code === "unknown-run") return none; throw e; }).then((got) => (script.value = got));
  const load = () => look().then((got) => void (source.value = got.source), (e: Error) => void (said.value = e.message));
  useEffect(() => {
    void load();
    const timer = setInterval(() => void look().catch(() => undefined), again);
    return () => clearInterval(timer);
  }, [run]);
  return (
    <div class="view">
      <h1>Script{run && <> of run <bdi>{run}</bdi></>}</h1>
      <p role="status" class="soft">{said.value}</p>
      <Rules script={script.value} run={run} load={load} said={said} />
      {source.value !== undefined && <Edit source={source.value} run={run} load={load} said={said} />}
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
