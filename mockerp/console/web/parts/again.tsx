// The buttons of one exchange that need more than the mock: send again, save as story.
import { useSignal } from "@preact/signals";
import { offers, saveStory, sendAgain } from "../actions";
import type { Exchange } from "../api";
import { link } from "../route";
import { count } from "./words";

export function Again({ x }: { x: Exchange }) {
  const said = useSignal("");
  const sent = useSignal(0);
  const mask = useSignal(false);
  if (!x.kind || !(offers("send") || offers("capsule"))) return null;
  const tell = (what: Promise<string>) => { said.value = "…"; sent.value = 0; void what.then((words) => (said.value = words), (e: Error) => (said.value = e.message)); };
  const again = () => tell(sendAgain(x).then((s) => { sent.value = s.exchange; return s.words; }));
  const save = () => tell(saveStory(x, mask.value).then((c) => `${c.file}: ${count(c.posts, "post")}. ${[c.reproduces, ...c.notes].join(" ")} Play it with erpkit run ${c.file}.`));
  return (
    <>
      <p class="buttons again">
        {offers("send") && <button type="button" class="small" onClick={again}>Send again</button>}
        {offers("capsule") && <button type="button" class="small" onClick={save}>Save as story</button>}
        {offers("capsule") && <label class="soft"><input type="checkbox" checked={mask.value} onChange={() => (mask.value = !mask.value)} /> with names masked</label>}
      </p>
      {said.value && <p role="status" class="soft again-said"><bdi>{said.value}</bdi> {sent.value > 0 && <a href={link("live", { x: String(sent.value) })}>Exchange {sent.value}</a>}</p>}
    </>
  );
}
