// What the keys do. A view sets what it can do; a key without a meaning does nothing.
import { readOnly } from "./about";
import { go, param, set, type View } from "./route";

interface Keys {
  search?: () => void;
  move?: (by: number) => void;
  pause?: () => void;
  help?: () => void;
  [name: string]: (() => void) | ((by: number) => void) | undefined;
}

export const keys: Keys = {};

const views: Record<string, View> = { l: "live", r: "runs", t: "timeline", c: "coverage", s: "script" };

addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (target.matches("input, textarea")) target.blur();
    else if (param("x")) set({ x: "" });
    return;
  }
  if (target.matches("input, textarea, select")) return;
  const done = press(event.key);
  if (done) event.preventDefault();
});

function press(key: string): boolean {
  const moves: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  const by = moves[key];
  if (by !== undefined) return run(() => keys.move?.(by));
  if (key === "/") return run(keys.search);
  if (key === "p") return run(keys.pause);
  if (key === "?") return run(keys.help);
  if (key === "g") return run(() => keys.move?.(-Infinity));
  const view = views[key];
  return view && !(view === "script" && readOnly.peek()) ? run(() => go(view)) : false;
}

function run(what: (() => void) | undefined): boolean {
  what?.();
  return what !== undefined;
}
