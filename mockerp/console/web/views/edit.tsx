// The file of the script, with what the mock says of it at the line, and the keys that a rule may have beside it.
import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { RefObject } from "preact";
import { ask, query, type Refused } from "../api";
import { Editor, insert, show, write, type Problem } from "../parts/editor";
import { Hints } from "../parts/hints";
import { param, set } from "../route";
import type { Props } from "./script";

const empty = "version: 1\nrules:\n";
const yaml = { "Content-Type": "application/yaml" };
const pause = 300; // milliseconds without a key after which the text is checked
const of = (e: Refused): Problem[] => (e.details["problems"] as Problem[] | undefined) ?? [];

export function Edit({ source, run, load, said }: Props & { source: string }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const problems = useSignal<Problem[]>([]);
  const add = param("add");
  const text = add ? (source || empty).replace(/\n*$/, "\n") + add : source || empty;
  useLayoutEffect(() => write(box.current!, text), [text]); // without a new box, which would lose the focus, and before anybody types
  const { check, forget } = useCheck(box, run, problems);
  const save = () => {
    forget();
    return ask("/script" + query({ run }), { method: "PUT", body: box.current!.value, headers: yaml }).then(
      () => { problems.value = []; said.value = "The script answers from the next post on."; set({ add: "" }, true); return load(); },
      (e: Refused) => { problems.value = of(e); said.value = e.message; },
    );
  };
  const remove = () => ask("/script" + query({ run }), { method: "DELETE" }).then(() => { said.value = "The books answer again."; return load(); }, (e: Error) => void (said.value = e.message));
  return (
    <>
      <h2>The file</h2>
      <div class="edit">
        <Editor box={box} text={text} problems={problems} typed={check} />
        <Hints pick={(key) => insert(box.current!, key)} />
      </div>
      <Problems problems={problems.value} show={(line) => show(box.current!, line)} />
      <p class="buttons"><button type="button" class="main" onClick={() => void save()}>Answer with this</button> <button type="button" onClick={() => void remove()}>Remove the script</button></p>
    </>
  );
}

/** useCheck has the mock check what is typed, once the typing pauses; only the last answer counts. */
function useCheck(box: RefObject<HTMLTextAreaElement | null>, run: string, problems: Signal<Problem[]>) {
  const asked = useRef({ waiting: 0, stop: new AbortController() });
  const forget = () => { clearTimeout(asked.current.waiting); asked.current.stop.abort(); };
  useEffect(() => forget, []);
  const ended = (stop: AbortController, found: Problem[]) => { if (!stop.signal.aborted) problems.value = found; };
  const check = () => {
    forget();
    const stop = new AbortController();
    const checked = () => ask("/script" + query({ run, check: "true" }), { method: "PUT", body: box.current!.value, headers: yaml, signal: stop.signal })
      .then(() => ended(stop, []), (e: Refused) => e.status === 422 && ended(stop, of(e)));
    asked.current = { stop, waiting: setTimeout(() => void checked(), pause) };
  };
  return { check, forget };
}

function Problems({ problems, show }: { problems: Problem[]; show: (line: number) => void }) {
  if (problems.length === 0) return null;
  return (
    <ul class="problems" role="status" aria-label="What is wrong">
      {problems.map((p, i) => (
        <li key={i}>{p.line > 0 && <button type="button" class="small" onClick={() => show(p.line)}>line {p.line}</button>} <bdi>{p.message}</bdi></li>
      ))}
    </ul>
  );
}
