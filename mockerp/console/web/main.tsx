// The page of the mock: views beside each other, chosen by the URL.
import { render, type JSX } from "preact";
import { effect, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { about, readOnly } from "./about";
import { keys } from "./keys";
import { link, route, views, type View } from "./route";
import { Contract } from "./views/contract";
import { CoverageView } from "./views/coverage";
import { Live, move, pause } from "./views/live";
import { Runs } from "./views/runs";
import { ScriptView } from "./views/script";
import { Settings } from "./views/settings";
import { Start } from "./views/start";
import { Timeline } from "./views/timeline";

const names: Record<View, string> = {
  start: "Start", live: "Live", timeline: "Timeline", coverage: "Coverage", script: "Script", runs: "Runs", contract: "Contract", settings: "Settings",
};

keys.move = move;
keys.pause = () => void pause();

const rooms: Record<View, () => JSX.Element> = {
  start: () => <Start />, live: () => <Live />, timeline: () => <Timeline />, coverage: () => <CoverageView />, script: () => <ScriptView />,
  runs: () => <Runs />, contract: () => <Contract />, settings: () => <Settings />,
};

function App() {
  const help = useSignal(false);
  keys.help = () => (help.value = !help.value);
  keys.close = () => help.peek() && !(help.value = false);
  const view = route.value.view;
  return (
    <>
      <header class="bar">
        <a class="brand" href="#/live">erpkit <span>{readOnly.value ? "recorded traffic" : "mock ERP"}</span></a>
        <nav aria-label="Views">
          {views.filter((v) => v !== "script" || !readOnly.value).map((v) => (
            <a key={v} href={link(v)} aria-current={v === view ? "page" : undefined}>{names[v]}</a>
          ))}
        </nav>
      </header>
      <main tabIndex={-1}>{rooms[view]()}</main>
      {help.value && <Help close={() => (help.value = false)} />}
    </>
  );
}

function Help({ close }: { close: () => void }) {
  const lines = [["j, ↓", "next"], ["k, ↑", "previous"], ["g", "newest"], ["Enter", "into the exchange"], ["/", "filter"], ["p", "pause or follow"], ["l t c s r", "live, timeline, coverage, script, runs"], ["Esc", "close"]];
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    button.current?.focus();
    return () => before?.focus();
  }, []);
  return (
    <div class="help" role="dialog" aria-label="Keys">
      <dl>{lines.map(([key, what]) => <div key={key}><dt>{key}</dt><dd>{what}</dd></div>)}</dl>
      <button type="button" ref={button} onClick={close}>Close</button>
    </div>
  );
}

effect(() => {
  const files = about.value?.files;
  if (files) document.title = `${files.map((f) => f.name).join(", ")} – erpkit`;
});

render(<App />, document.getElementById("page")!);
