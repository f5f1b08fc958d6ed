// Coverage: which of the seven acts came, and how they ended.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask, query } from "../api";
import { readOnly } from "../about";
import { link, param } from "../route";
import { act } from "../parts/words";

interface Cell {
  kind: string;
  type: string;
  outcome: string;
  count: number;
}

interface Coverage {
  exchanges: number;
  dropped: number;
  grid: { seen: number; of: number; percent: number; other: number; cells: Cell[] };
}

export function CoverageView() {
  const found = useSignal<Coverage | undefined>(undefined);
  const trouble = useSignal("");
  const run = param("run");
  useEffect(() => void ask<Coverage>("/coverage" + query({ run })).then((c) => (found.value = c), (e: Error) => (trouble.value = e.message)), [run]);
  if (trouble.value) return <p class="trouble" role="alert">{trouble.value}</p>;
  const grid = found.value?.grid;
  if (!grid) return <p class="soft">Counting …</p>;
  const acts = [...new Map(grid.cells.map((c) => [c.kind + "/" + c.type, c])).values()];
  const outcomes = [...new Set(grid.cells.map((c) => c.outcome))];
  const cell = (a: Cell, outcome: string) => grid.cells.find((c) => c.kind === a.kind && c.type === a.type && c.outcome === outcome)!;
  return (
    <div class="view">
      <h1>Coverage</h1>
      <p>{grid.seen} of {grid.of} cells were seen ({grid.percent}%), in {found.value!.exchanges.toLocaleString("en")} exchanges.</p>
      <div class="scroll">
        <table class="grid">
          <thead><tr><th scope="col">Act</th>{outcomes.map((o) => <th scope="col" key={o}>{o}</th>)}</tr></thead>
          <tbody>
            {acts.map((a) => (
              <tr key={a.kind + a.type}>
                <th scope="row">{act(a)}</th>
                {outcomes.map((o) => <Seen key={o} cell={cell(a, o)} run={run} />)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="soft">A number shows its exchanges.{!readOnly.value && " A plus writes the rule that makes the mock answer so."}</p>
    </div>
  );
}

function Seen({ cell, run }: { cell: Cell; run: string }) {
  const q = [`kind:${cell.kind}`, `type:${cell.type}`, `outcome:"${cell.outcome}"`, run && `run:${run}`].filter(Boolean).join(" ");
  if (cell.count > 0) return <td class="seen"><a href={link("live", { q })}>{cell.count.toLocaleString("en")}</a></td>;
  const answer = answers[cell.outcome];
  if (!answer || readOnly.value) return <td class="soft">–</td>;
  return <td><a class="plus" href={link("script", { add: rule(cell, answer) })} aria-label={`Script: ${act(cell)}, ${cell.outcome}`}>+</a></td>;
}

const answers: Record<string, string> = {
  "accepted without id": "{ status: 200 }",
  "refused with message": "{ status: 409, body: { message: The work order is closed. } }",
  "refused without message": "{ status: 409 }",
  "server error": "{ status: 500 }",
  "no answer": "{ fault: reset-before-headers }",
};

const rule = (cell: Cell, answer: string): string =>
  `  - name: ${cell.outcome} of ${act(cell)}\n    when: { kind: ${cell.kind}, type: ${cell.type} }\n    times: 1\n    answer: ${answer}\n`;
