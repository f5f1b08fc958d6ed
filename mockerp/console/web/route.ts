// The URL holds the whole state of the page: the view is the path of the fragment, the rest its query.
// #/live?q=kind:device&x=17
import { computed, signal } from "@preact/signals";

export type View = "start" | "live" | "timeline" | "coverage" | "script" | "runs" | "contract" | "settings";
export const views: View[] = ["live", "timeline", "coverage", "script", "runs", "contract", "settings"];

export interface Route {
  view: View;
  params: URLSearchParams;
}

const here = signal(parse(location.hash));
addEventListener("hashchange", () => (here.value = parse(location.hash)));

export const route = computed(() => here.value);

function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const view = ["start", ...views].includes(path) ? (path as View) : "live";
  return { view, params: new URLSearchParams(query) };
}

/** param gives one value of the URL, "" where there is none. */
export const param = (name: string): string => route.value.params.get(name) ?? "";

/** link is the address of a view; a value of "" is left out. */
export function link(view: View, params: Record<string, string> = {}): string {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== ""));
  const text = query.toString();
  return "#/" + view + (text && "?" + text);
}

/** go opens a view; back leads to where it was called. */
export function go(view: View, params: Record<string, string> = {}): void {
  location.hash = link(view, params);
}

/** set changes values of the URL in the view that is open. With replace, back does not lead to the state before. */
export function set(changes: Record<string, string>, replace = false): void {
  const next = { ...Object.fromEntries(route.value.params), ...changes };
  const address = link(route.value.view, next);
  if (replace) {
    history.replaceState(null, "", address);
    here.value = parse(address);
  } else {
    location.hash = address;
  }
}
