// The life of a serial or of a work order, as a picture: a lane for each thing, a point for each act.
import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ask, query, type Exchange } from "../api";
import { lives, type Point, type Thing } from "../life";
import { link, param, set } from "../route";
import { Open } from "../parts/open";
import { act, clip, clock, count } from "../parts/words";

const most = 300; // exchanges in one picture
const step = 88;
const lane = 46;
const names = 210;

interface Found {
  exchanges: Exchange[];
  total: number;
}

export function Timeline() {
  const serial = param("serial");
  const order = param("order");
  const run = param("run");
  const found = useSignal<Found | undefined>(undefined);
  const trouble = useSignal("");
  useLoad(serial, order, run, found, trouble);
  return (
    <div class="view wide">
      <h1>Timeline</h1>
      <Ask serial={serial} order={order} />
      {trouble.value && <p class="trouble" role="alert">{trouble.value}</p>}
      {found.value && <Picture found={found.value} />}
      {found.value && <Open runs={[...new Set(found.value.exchanges.map((x) => x.run))]} serial={serial} order={order} />}
      {!serial && !order && <Recent />}
    </div>
  );
}

function useLoad(serial: string, order: string, run: string, found: Signal<Found | undefined>, trouble: Signal<string>) {
  useEffect(() => {
    found.value = undefined;
    trouble.value = "";
    if (!serial && !order) return;
    const stop = new AbortController();
    ask<Found>("/exchanges" + query({ serial, workOrder: order, run, limit: most }), { signal: stop.signal }).then(
      (got) => (found.value = got),
      (error: Error) => !stop.signal.aborted && (trouble.value = error.message),
    );
    return () => stop.abort();
  }, [serial, order, run]);
}

function Ask({ serial, order }: { serial: string; order: string }) {
  const box = useRef<HTMLInputElement>(null);
  const by = useRef<HTMLSelectElement>(null);
  const go = (event: Event) => {
    event.preventDefault();
    const value = box.current!.value.trim();
    set(by.current!.value === "order" ? { order: value, serial: "", x: "" } : { serial: value, order: "", x: "" });
  };
  return (
    <form class="tools flat" onSubmit={go}>
      <select ref={by} aria-label="Search by" value={order ? "order" : "serial"}>
        <option value="serial">Serial</option>
        <option value="order">Work order</option>
      </select>
      <input ref={box} type="search" value={serial || order} aria-label="Serial or work order" placeholder="such as SN-0001" spellcheck={false} />
      <button type="submit">Show</button>
    </form>
  );
}

/** Recent offers the serials that came last. */
function Recent() {
  const rows = useSignal<Exchange[]>([]);
  useEffect(() => void ask<{ rows: Exchange[] }>("/exchanges" + query({ view: "row", order: "newest", limit: 60 })).then((got) => (rows.value = got.rows), () => undefined), []);
  const serials = [...new Set(rows.value.filter((x) => x.kind === "device" && x.serial).map((x) => x.serial))].slice(0, 12);
  const orders = [...new Set(rows.value.map((x) => x.workOrder).filter(Boolean))].slice(0, 6);
  if (serials.length + orders.length === 0) return <p class="soft">Nothing has come yet.</p>;
  return (
    <>
      <h2>Serials that came last</h2>
      <p class="chips">{serials.map((s) => <a class="button small" key={s} href={link("timeline", { serial: s })}><bdi>{clip(s, 80)}</bdi></a>)}</p>
      <h2>Work orders</h2>
      <p class="chips">{orders.map((o) => <a class="button small" key={o} href={link("timeline", { order: o })}><bdi>{clip(o, 80)}</bdi></a>)}</p>
    </>
  );
}

function Picture({ found }: { found: Found }) {
  const things = lives(found.exchanges);
  if (things.length === 0) return <p class="soft">No post has that.</p>;
  const at = new Map(found.exchanges.map((x, i) => [x.id, names + i * step + step / 2]));
  const open = things.filter((t) => t.state === "live").length;
  const broken = things.reduce((n, t) => n + t.points.filter((p) => p.broken).length, 0);
  const width = names + found.exchanges.length * step + 40;
  return (
    <>
      <p>
        {count(found.exchanges.length, "post")} about {count(things.length, "thing")}; {open ? `${open} still there` : "all of it removed again"}
        {broken > 0 && <span class="broken">; {count(broken, "break")} in the flow</span>}.
        {found.total > found.exchanges.length && <span class="soft"> The first {most} of {found.total.toLocaleString("en")} posts.</span>}
      </p>
      <div class="picture" tabIndex={0} role="group" aria-label="Timeline">
        <svg width={width} height={things.length * lane + 40} role="group" aria-label={`${things.length} things, ${found.exchanges.length} posts`}>
          <Times exchanges={found.exchanges} at={at} height={things.length * lane + 24} />
          {things.map((thing, i) => <Lane key={i} thing={thing} y={34 + i * lane + lane / 2} at={at} end={width - 24} />)}
        </svg>
      </div>
      <Legend />
    </>
  );
}

function Times({ exchanges, at, height }: { exchanges: Exchange[]; at: Map<number, number>; height: number }) {
  let last = "";
  return exchanges.map((x) => {
    const time = clock(x.at).slice(0, 8);
    const again = time === last;
    last = time;
    const place = at.get(x.id) ?? 0;
    return (
      <g key={x.id}>
        <line class="grid" x1={place} x2={place} y1={22} y2={height} />
        {!again && <text class="tick" x={place} y={14} text-anchor="middle">{time}</text>}
      </g>
    );
  });
}

function Lane({ thing, y, at, end }: { thing: Thing; y: number; at: Map<number, number>; end: number }) {
  const places = thing.points.map((p) => at.get(p.x.id) ?? 0);
  const first = places[0] ?? 0;
  const last = places.at(-1) ?? first;
  const label = thing.label.length > 26 ? thing.label.slice(0, 25) + "…" : thing.label;
  return (
    <g class={"lane " + (thing.kind || "none")}>
      <text class="lane-name" x={8} y={y + 4}><title>{clip(thing.label, 200)}</title>{label}</text>
      <line class="life" x1={first} x2={thing.state === "live" ? end : last} y1={y} y2={y} />
      {thing.state === "live" && <path class="open" d={`M ${end - 7} ${y - 5} L ${end} ${y} L ${end - 7} ${y + 5}`} />}
      {arcs(thing.points, places, y).map((d, i) => <path class="arc" key={i} d={d} />)}
      {thing.points.map((p, i) => <Dot key={p.x.id} p={p} x={places[i] ?? 0} y={y} />)}
    </g>
  );
}

/** arcs lead from the answer that gave an id to the post that brought it back. */
function arcs(points: Point[], places: number[], y: number): string[] {
  const found: string[] = [];
  points.forEach((p, i) => {
    if (!p.back) return;
    const from = points.findLastIndex((q, j) => j < i && q.gave === p.back);
    const a = places[from];
    const b = places[i];
    if (a !== undefined && b !== undefined) found.push(`M ${a} ${y - 7} Q ${(a + b) / 2} ${y - 7 - Math.min(16, 8 + (b - a) / 30)} ${b} ${y - 7}`);
  });
  return found;
}

function Dot({ p, x, y }: { p: Point; x: number; y: number }) {
  const words = `${act(p.x)}, ${p.x.answer.status || "no answer"}${p.gave ? `, id ${p.gave}` : ""}${p.back ? `, brings ${p.back}` : ""}${p.broken ? `, breaks ${p.x.findings.map((f) => f.clause).join(" ")}` : ""}`;
  return (
    <a href={link("live", { x: String(p.x.id) })} class={`dot ${p.verb}${p.broken ? " broken" : ""}`} aria-label={`${clock(p.x.at)} ${words}`}>
      <title>{words}</title>
      {p.verb === "ended" ? <rect x={x - 6} y={y - 6} width={12} height={12} rx={2} /> : <circle cx={x} cy={y} r={7} />}
      {p.verb === "refused" && <path class="cross" d={`M ${x - 3} ${y - 3} L ${x + 3} ${y + 3} M ${x + 3} ${y - 3} L ${x - 3} ${y + 3}`} />}
      <text class="dot-word" x={x} y={y + 20} text-anchor="middle">{act(p.x)}</text>
    </a>
  );
}

const Legend = () => (
  <p class="legend soft">
    ● made or changed · ■ removed · ⊗ refused · an arc leads from the answer that gave an id to the post that brought it back · red breaks the flow · an arrow: still there
  </p>
);
