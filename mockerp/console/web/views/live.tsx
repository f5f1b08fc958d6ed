// Live: what comes in, and one exchange beside it.
import { computed, effect, signal, useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { about, readOnly } from "../about";
import { Feed } from "../feed";
import { keys } from "../keys";
import { param, set } from "../route";
import { Marks, Status } from "../parts/badge";
import { VirtualList } from "../parts/list";
import { Summary } from "../parts/summary";
import { act, clock, count } from "../parts/words";
import { Detail } from "./exchange";
import { Start } from "./start";
import type { Row } from "../api";

const search = computed(() => param("q"));
export const feed = signal(new Feed(search.peek()));
effect(() => {
  const wanted = search.value;
  if (feed.peek().search === wanted) return;
  feed.peek().close();
  feed.value = new Feed(wanted);
});

const pausedAt = signal(-1); // the count of rows when the list was paused; -1 while it is not
const selected = computed(() => Number(param("x")) || 0);
const shown = computed(() => (pausedAt.value < 0 ? feed.value.total.value : Math.min(pausedAt.value, feed.value.total.value)));
const meanwhile = computed(() => feed.value.total.value - shown.value);

export const pause = () => (pausedAt.value = pausedAt.value < 0 ? feed.value.total.value : -1);

/** move selects the row that is so many rows further down. */
export function move(by: number): void {
  const list = feed.peek();
  const index = list.indexOf(selected.peek());
  const at = index < 0 ? 0 : shown.peek() - 1 - index + by;
  const wanted = shown.peek() - 1 - Math.max(0, Math.min(at, shown.peek() - 1));
  const row = list.row(wanted);
  if (row) set({ x: String(row.id) }, true);
  else list.need(wanted, wanted + 1);
}

export function Live() {
  const list = feed.value;
  if (!about.value) return <p class="soft">Loading …</p>;
  if (list.total.value === 0 && list.search === "" && !list.trouble.value && !readOnly.value) return <Start />;
  return (
    <div class={"live" + (selected.value ? " with-detail" : "")}>
      <section class="pane" aria-label="Exchanges">
        <Summary />
        <Tools list={list} />
        <Head />
        <Rows list={list} />
      </section>
      {selected.value > 0 && (
        <section class="pane detail" tabIndex={-1} aria-label={`Exchange ${selected.value}`}>
          <Detail id={selected.value} key={selected.value} />
        </section>
      )}
    </div>
  );
}

function Tools({ list }: { list: Feed }) {
  const box = useRef<HTMLInputElement>(null);
  keys.search = () => box.current?.focus();
  const typed = useRef({ waiting: 0, search: list.search });
  const onInput = () => {
    clearTimeout(typed.current.waiting);
    typed.current.waiting = setTimeout(() => {
      typed.current.search = box.current!.value.trim();
      set({ q: typed.current.search }, true);
    }, 300);
  };
  useEffect(() => () => clearTimeout(typed.current.waiting), []); // who leaves is not called back
  // A search that comes from elsewhere is shown; one's own must not take away what was typed since.
  useEffect(() => {
    if (list.search !== typed.current.search) box.current!.value = typed.current.search = list.search;
  }, [list.search]);
  return (
    <div class="tools">
      <input ref={box} type="search" defaultValue={list.search} onInput={onInput} placeholder="Filter: words, kind:device serial:SN-1 level:MUST status:4xx -type:add"
        aria-label="Filter" aria-describedby="trouble" spellcheck={false} />
      <button type="button" onClick={pause} aria-pressed={pausedAt.value >= 0} title="p">{pausedAt.value < 0 ? "Pause" : "Follow"}</button>
      <span class="soft" role="status">
        {meanwhile.value > 0 ? `${count(meanwhile.value, "more exchange")} since` : count(shown.value, "exchange")}
        {!list.live.value && !list.trouble.value && ", connecting"}
      </span>
      {list.trouble.value && <p class="trouble" id="trouble" role="alert"><bdi>{list.trouble.value}</bdi></p>}
    </div>
  );
}

const Head = () => (
  <div class="row head" aria-hidden="true">
    <span>Time</span><span>Act</span><span>Serial</span><span>Work order</span><span>Status</span><span>Answer</span><span>Findings</span>
  </div>
);

function Rows({ list }: { list: Feed }) {
  const wanted = useComputed(() => {
    const index = list.indexOf(selected.value);
    return index < 0 ? -1 : shown.value - 1 - index;
  });
  return (
    <VirtualList count={shown} turned={list.turned} grown={pausedAt.value < 0 ? list.arrived : frozen} label="Exchanges, newest first" wanted={wanted} active={active}
      need={(first, last) => list.need(shown.peek() - last, shown.peek() - first)} row={(i) => line(list.row(shown.value - 1 - i))} />
  );
}
const frozen = signal(0);
const active = computed(() => (selected.value ? `row-${selected.value}` : undefined));

const brief = (text: string): string => text.slice(0, 200); // more than a line shows

const line = (row: Row | undefined) => row && <Line row={row} />;

function Line({ row }: { row: Row }) {
  const on = selected.value === row.id;
  return (
    <div class={"row" + (on ? " on" : "")} role="row" aria-selected={on} id={`row-${row.id}`} data-id={row.id} onClick={() => set({ x: on ? "" : String(row.id) })}>
      <span role="gridcell" class="time" title={row.at}>{clock(row.at)}</span>
      <span role="gridcell" class={"act " + (row.kind || "none")}>
        {act(row)}
        {row.run !== "default" && <bdi class="run">{row.run}</bdi>}
      </span>
      <span role="gridcell"><bdi>{brief(row.serial || row.otherSerials[0] || "")}</bdi></span>
      <span role="gridcell"><bdi>{brief(row.workOrder)}</bdi></span>
      <span role="gridcell"><Status status={row.status} lost={row.lost} /></span>
      <span role="gridcell" class={row.status >= 400 ? "said" : "soft"}><bdi dir="auto">{brief(row.message || row.externalId || row.fault)}</bdi></span>
      <span role="gridcell"><Marks row={row} /></span>
    </div>
  );
}
