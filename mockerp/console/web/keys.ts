// What the keys do. A view sets what it can do; a key without a meaning does nothing.
import { readOnly } from "./about";
import { go, param, route, set, type View } from "./route";

interface Keys {
  search?: () => void;
  move?: (by: number) => void;
  pause?: () => void;
  help?: () => void;
  /** close closes what lies above the page, and tells whether there was anything. */
  close?: () => boolean;
  [name: string]: (() => void) | ((by: number) => void) | (() => boolean) | undefined;
}

export const keys: Keys = {};

const views: Record<string, View> = { l: "live", r: "runs", t: "timeline", c: "coverage", s: "script" };

addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return escape(target);
  if (target.matches("input, textarea, select")) return;
  if (press(event.key, target)) event.preventDefault();
});

/** closeExchange gives the focus back to the list. */
export function closeExchange(): void {
  set({ x: "" });
  document.querySelector<HTMLElement>(".list")?.focus();
}

function escape(target: HTMLElement): void {
  if (target.matches("input, textarea")) return target.blur();
  if (keys.close?.() || !param("x")) return;
  closeExchange();
}

function press(key: string, target: HTMLElement): boolean {
  if (key === "/") return run(keys.search);
  if (key === "?") return run(keys.help);
  const view = views[key];
  if (view) return !(view === "script" && readOnly.peek()) && run(() => go(view));
  return route.peek().view === "live" && pressInList(key, target);
}

/** pressInList is what keys do beside the list. Arrows scroll what scrolls by itself, and Enter is for what has the focus. */
function pressInList(key: string, target: HTMLElement): boolean {
  const moves: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, g: -Infinity };
  const by = moves[key];
  if (by !== undefined) return !(key.startsWith("Arrow") && target.closest(".detail, pre")) && run(() => keys.move?.(by));
  if (key === "p") return run(keys.pause);
  if (key !== "Enter" || !target.matches("body, main, .list")) return false;
  if (param("x")) document.querySelector<HTMLElement>(".detail")?.focus();
  else keys.move?.(0);
  return true;
}

function run(what: (() => void) | undefined): boolean {
  what?.();
  return what !== undefined;
}
