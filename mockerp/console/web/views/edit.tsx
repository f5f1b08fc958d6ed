// The file of the script, with what the mock says of it at the line, and the keys that a rule may have beside it.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { ask, query, type Refused } from "../api";
import { Editor, insert, show, type Problem } from "../parts/editor";
import { Hints } from "../parts/hints";
import { param, set } from "../route";
import type { Props } from "./script";

const empty = "version: 1\nrules:\n";

export function Edit({ source, run, load, said }: Props & { source: string }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const problems = useSignal<Problem[]>([]);
  const add = param("add");
  const text = add ? (source || empty).replace(/\n*$/, "\n") + add : source || empty;
  const save = () =>
    ask("/script" + query({ run }), { method: "PUT", body: box.current!.value, headers: { "Content-Type": "application/yaml" } }).then(
      () => { problems.value = []; said.value = "The script answers from the next post on."; set({ add: "" }, true); return load(); },
      (e: Refused) => { problems.value = (e.details["problems"] as Problem[] | undefined) ?? []; said.value = e.message; },
    );
  const remove = () => ask("/script" + query({ run }), { method: "DELETE" }).then(() => { said.value = "The books answer again."; return load(); }, (e: Error) => void (said.value = e.message));
  return (
    <>
      <h2>The file</h2>
      <div class="edit">
        <Editor box={box} text={text} problems={problems} />
        <Hints pick={(key) => insert(box.current!, key)} />
      </div>
      <Problems problems={problems.value} show={(line) => show(box.current!, line)} />
      <p class="buttons"><button type="button" class="main" onClick={() => void save()}>Answer with this</button> <button type="button" onClick={() => void remove()}>Remove the script</button></p>
    </>
  );
}

function Problems({ problems, show }: { problems: Problem[]; show: (line: number) => void }) {
  if (problems.length === 0) return null;
  return (
    <ul class="problems" role="alert">
      {problems.map((p, i) => (
        <li key={i}>{p.line > 0 && <button type="button" class="small" onClick={() => show(p.line)}>line {p.line}</button>} <bdi>{p.message}</bdi></li>
      ))}
    </ul>
  );
}
