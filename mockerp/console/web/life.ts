// The life of things, read from exchanges: what was set, attached and reported, and what became of it.
import type { Exchange } from "./api";

export type State = "live" | "removed";

export interface Point {
  x: Exchange;
  /** verb is what the post did to the thing: it made it, changed it or ended it. */
  verb: "made" | "changed" | "ended" | "refused";
  /** gave is the id that the answer gave; back is the id that the post brought back. */
  gave: string;
  back: string;
  broken: boolean;
}

export interface Thing {
  key: string;
  kind: string;
  label: string;
  points: Point[];
  state: State;
  id: string;
}

const text = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "");

/** lives puts exchanges, oldest first, to the things that they are about. */
export function lives(exchanges: Exchange[]): Thing[] {
  const things: Thing[] = [];
  for (const x of exchanges) {
    const post = (x.request.payload ?? {}) as Record<string, unknown>;
    const thing = find(things, x, post) ?? begin(things, x, post);
    const accepted = x.answer.status > 0 && x.answer.status < 400 && !x.answer.lost;
    const gave = accepted ? (x.answer.externalId ?? "") : "";
    const ended = x.type === "remove";
    thing.points.push({
      x, gave, back: idOf(x, post), broken: x.findings.some((f) => f.clause.startsWith("F")),
      verb: !accepted ? "refused" : ended ? "ended" : x.type === "update" ? "changed" : "made",
    });
    if (gave) thing.id = gave;
    if (accepted) thing.state = ended ? "removed" : "live";
    if (accepted && x.kind === "device") thing.label = text(post["serial"]) || thing.label;
  }
  return things;
}

/** idOf is the id that a post brings back. On an attach the parent's id comes back; the item's own comes with its removal. */
function idOf(x: Exchange, post: Record<string, unknown>): string {
  if (x.kind === "item-attach") return text((post["item"] as Record<string, unknown> | undefined)?.["externalId"]);
  return text(post["externalId"]);
}

function nameOf(x: Exchange, post: Record<string, unknown>): string {
  const stock = text(post["stockId"]) || text(post["serial"]);
  if (x.kind === "item-attach") {
    const item = (post["item"] ?? {}) as Record<string, unknown>;
    return [x.run, x.kind, stock, text(item["sku"]), text(item["serial"])].join("\n");
  }
  if (x.kind === "operation") return [x.run, x.kind, stock, text(post["actCode"]), text(post["workCenterCode"]), text(post["position"])].join("\n");
  return [x.run, x.kind, stock].join("\n");
}

/** find gives the thing that a post is about: by the id that it brings back, else by what it names. */
function find(things: Thing[], x: Exchange, post: Record<string, unknown>): Thing | undefined {
  const id = idOf(x, post);
  const key = nameOf(x, post);
  if (id) {
    const byID = things.findLast((t) => t.kind === x.kind && t.id === id && t.points.at(-1)?.x.run === x.run);
    if (byID) return byID;
  }
  const refusedBefore = (t: Thing) => t.points.at(-1)?.verb === "refused" && t.points.every((p) => p.verb === "refused");
  return things.findLast((t) => t.key === key && (x.type === "add" ? refusedBefore(t) : t.state === "live"));
}

function begin(things: Thing[], x: Exchange, post: Record<string, unknown>): Thing {
  const thing: Thing = { key: nameOf(x, post), kind: x.kind, label: labelOf(x, post), points: [], state: "removed", id: "" };
  things.push(thing);
  return thing;
}

function labelOf(x: Exchange, post: Record<string, unknown>): string {
  const item = (post["item"] ?? {}) as Record<string, unknown>;
  if (x.kind === "item-attach") return [text(item["sku"]), text(item["serial"]) || `× ${text(item["quantity"])}`].join(" ");
  if (x.kind === "operation") return `${text(post["actCode"]) || "—"} ${text(post["position"])}`;
  return text(post["serial"]) || text(post["sku"]);
}
