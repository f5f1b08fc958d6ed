// Script: what the mock answers; the rules and how often each was used, the file itself, traps, and an outage.
import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ask, query, type Refused } from "../api";
import { param, set } from "../route";
import { Rules, type Script } from "./rules";

interface Trap {
  name: string;
  title: string;
  text: string;
}

interface Problem {
  line: number;
  column?: number;
  message: string;
}

const empty = "version: 1\nrules:\n";

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

function Edit({ source, run, load, said }: Props & { source: string }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const problems = useSignal<Problem[]>([]);
  const add = param("add");
  const text = add ? (source || empty).replace(/\n*$/, "\n") + add : source;
  const save = () =>
    ask("/script" + query({ run }), { method: "PUT", body: box.current!.value, headers: { "Content-Type": "application/yaml" } }).then(
      () => { problems.value = []; said.value = "The script answers from the next post on."; set({ add: "" }, true); return load(); },
      (e: Refused) => { problems.value = (e.details["problems"] as Problem[] | undefined) ?? []; said.value = e.message; },
    );
  const remove = () => ask("/script" + query({ run }), { method: "DELETE" }).then(() => { said.value = "The books answer again."; return load(); }, (e: Error) => void (said.value = e.message));
  return (
    <>
      <h2>The file</h2>
      <textarea ref={box} class="mono editor" rows={Math.min(30, Math.max(8, text.split("\n").length + 1))} spellcheck={false} aria-label="Script" defaultValue={text || empty} />
      {problems.value.length > 0 && (
        <ul class="problems" role="alert">
          {problems.value.map((p, i) => (
            <li key={i}><button type="button" class="small" onClick={() => show(box.current!, p.line)}>line {p.line}</button> <bdi>{p.message}</bdi></li>
          ))}
        </ul>
      )}
      <p class="buttons"><button type="button" class="main" onClick={() => void save()}>Answer with this</button> <button type="button" onClick={() => void remove()}>Remove the script</button></p>
    </>
  );
}

/** show puts the cursor on a line. */
function show(box: HTMLTextAreaElement, line: number): void {
  const lines = box.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((n, text) => n + text.length + 1, 0);
  box.focus();
  box.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}

function Traps({ run, load, said }: Props) {
  const traps = useSignal<Trap[]>([]);
  useEffect(() => void ask<{ traps: Trap[] }>("/traps").then((got) => (traps.value = got.traps), () => undefined), []);
  if (traps.value.length === 0) return null;
  const use = (name: string) =>
    ask("/script" + query({ run, trap: name }), { method: "PUT" }).then(() => { said.value = `The trap ${name} is set.`; return load(); }, (e: Error) => void (said.value = e.message));
  return (
    <details class="fold">
      <summary><h2>Traps</h2> <span class="soft">ready-made scripts of what goes wrong with real ERPs</span></summary>
      <ul class="traps">
        {traps.value.map((t) => (
          <li key={t.name}><button type="button" class="small" onClick={() => void use(t.name)}>{t.name}</button> <span>{t.title}</span></li>
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
