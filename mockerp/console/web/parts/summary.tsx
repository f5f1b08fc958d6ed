// What is in the files that are looked at, and where to begin.
import { about } from "../about";
import { link } from "../route";
import { count } from "./words";
import type { File } from "../api";

export function Summary() {
  const files = about.value?.files ?? [];
  if (files.length === 0) return null;
  return (
    <ul class="summary" aria-label="Files">
      {files.map((f) => <li key={f.name}><One f={f} /></li>)}
    </ul>
  );
}

function One({ f }: { f: File }) {
  const skipped = Object.values(f.skipped).reduce((sum, n) => sum + n, 0);
  return (
    <>
      <strong><bdi>{f.name}</bdi></strong> {count(f.posts, "post")}
      {f.broken === 0 && <span class="good">, none breaks the contract</span>}
      {f.firstBroken > 0 && <>, <a href={link("live", { x: String(f.firstBroken) })} class="broken">{f.broken.toLocaleString("en")} broken: show the first</a></>}
      {f.firstRefused > 0 && <>, <a href={link("live", { x: String(f.firstRefused) })}>{f.refused.toLocaleString("en")} refused: show the first</a></>}
      {f.unreadable > 0 && <>, {f.unreadable} could not be read</>}
      {skipped > 0 && <span class="soft" title={Object.keys(f.skipped).join("\n")}>, {skipped.toLocaleString("en")} skipped, which are no posts</span>}
      {f.beyond > 0 && <span class="refused">, {f.beyond.toLocaleString("en")} more are counted and not shown</span>}
    </>
  );
}
