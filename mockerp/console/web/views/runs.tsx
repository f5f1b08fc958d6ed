// Runs: the isolated ERPs of this mock.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { readOnly } from "../about";
import { ask, query, send } from "../api";
import { link } from "../route";
import { Copy } from "../parts/copy";
import { clock } from "../parts/words";

interface Run {
  name: string;
  url: string;
  last: string | null;
  posts: number;
  things: number;
  ownScript: boolean;
}

export function Runs() {
  const runs = useSignal<Run[]>([]);
  const said = useSignal("");
  const load = () => ask<{ runs: Run[] }>("/runs").then((got) => void (runs.value = got.runs), (e: Error) => void (said.value = e.message));
  useEffect(() => void load(), []);
  const act = (what: Promise<unknown>, done: string) => what.then(() => (said.value = done), (e: Error) => (said.value = e.message)).then(load);
  return (
    <div class="view">
      <h1>Runs</h1>
      <p>Each run is an ERP of its own, with its own script, books and ids. It begins with the first post to its URL.</p>
      <p role="status" class="soft">{said.value}</p>
      <div class="scroll">
        <table>
          <thead><tr><th scope="col">Run</th>{!readOnly.value && <th scope="col">URL</th>}<th scope="col">Posts</th><th scope="col">In the books</th><th scope="col">Last post</th>{!readOnly.value && <><th scope="col">Script</th><th scope="col">Do</th></>}</tr></thead>
          <tbody>
            {runs.value.map((r) => (
              <tr key={r.name}>
                <th scope="row"><a href={link("live", { q: `run:${r.name}` })}><bdi>{r.name}</bdi></a></th>
                {!readOnly.value && <td><code>{r.url}</code> <Copy text={r.url} /></td>}
                <td class="number">{r.posts.toLocaleString("en")}</td>
                <td class="number">{r.things.toLocaleString("en")}</td>
                <td>{r.last ? clock(r.last) : "none yet"}</td>
                {!readOnly.value && <Steer r={r} act={act} />}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Steer is what can be done with a run. */
function Steer({ r, act }: { r: Run; act: (what: Promise<unknown>, done: string) => Promise<void> }) {
  return (
    <>
      <td><a href={link("script", { run: r.name })}>{r.ownScript ? "its own" : "the shared one"}</a></td>
      <td class="buttons">
        <button type="button" class="small" onClick={() => void act(send("POST", "/reset" + query({ run: r.name })), `${r.name} was reset.`)}>Reset</button>
        {r.name !== "default" && <button type="button" class="small" onClick={() => void act(send("DELETE", `/runs/${encodeURIComponent(r.name)}`), `${r.name} was dropped.`)}>Drop</button>}
      </td>
    </>
  );
}
