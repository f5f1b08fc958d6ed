import type { Row } from "../api";

/** Status shows an HTTP status, or that the answer was lost. */
export function Status({ status, lost }: { status: number; lost?: boolean }) {
  if (status === 0 && !lost) return <span class="status lost" title="No answer was captured">none</span>;
  if (lost) return <span class="status lost" title="The sender cannot have heard the answer">lost</span>;
  return <span class={"status " + (status < 300 ? "good" : status < 500 ? "refused" : "broken")}>{status}</span>;
}

/** Marks shows how many findings there are, by level, with the clauses. */
export function Marks({ row }: { row: Row }) {
  const { must, should, note } = row.findings;
  if (must + should + note === 0) return null;
  const level = must ? "must" : should ? "should" : "note";
  return (
    <span class={"mark " + level} title={`${must} MUST, ${should} SHOULD, ${note} NOTE`}>
      {row.clauses.slice(0, 3).join(" ") || must + should + note}
      {row.clauses.length > 3 && " …"}
    </span>
  );
}
