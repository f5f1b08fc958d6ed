// What the clauses say, asked for once something has broken one.
import { signal } from "@preact/signals";
import { ask, type Clause } from "../api";

const known = signal<ReadonlyMap<string, string>>(new Map());
let asked = false;

/** sentence is what a clause says; "" until the mock has answered. */
export function sentence(id: string): string {
  if (!asked) {
    asked = true;
    void ask<{ clauses: Clause[] }>("/clauses").then(
      ({ clauses }) => (known.value = new Map(clauses.map((c) => [c.id, c.sentence.replaceAll("`", "")]))),
      () => (asked = false),
    );
  }
  return known.value.get(id) ?? "";
}
