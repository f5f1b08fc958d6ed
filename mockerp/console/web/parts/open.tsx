// What is open in the books: the things of a serial or a work order that the ERP still has.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask, query } from "../api";
import { clip } from "./words";

interface Thing {
  kind: string;
  externalId?: string;
  sku: string;
  serial?: string;
  actCode?: string;
}

interface Page {
  things: Thing[];
  total: number;
}

const most = 20; // shown of each run

/** Open lists what each of the runs has in its books, and says so where that is nothing. */
export function Open({ runs, serial, order }: { runs: string[]; serial: string; order: string }) {
  return <>{runs.map((run) => <OfRun key={run} run={run} serial={serial} order={order} alone={runs.length === 1} />)}</>;
}

function OfRun({ run, serial, order, alone }: { run: string; serial: string; order: string; alone: boolean }) {
  const found = useSignal<Page | undefined>(undefined);
  useEffect(() => {
    const path = `/runs/${encodeURIComponent(run)}/books` + query({ serial, workOrder: order, state: "live", limit: most });
    void ask<Page>(path).then((got) => (found.value = got), () => undefined); // a run that was dropped has no books
  }, [run, serial, order]);
  if (!found.value) return null;
  const { things, total } = found.value;
  const where = <>Open in the books{!alone && <> of run <bdi>{run}</bdi></>}: </>;
  if (total === 0) return <p class="open-things soft">{where}nothing.</p>;
  return (
    <p class="open-things">
      {where}
      {things.map((t, i) => <span key={i}>{i > 0 && ", "}<One t={t} /></span>)}
      {total > things.length && ` and ${(total - things.length).toLocaleString("en")} more`}.
    </p>
  );
}

const names: Record<string, string> = { device: "device", "item-attach": "item", operation: "report" };

function One({ t }: { t: Thing }) {
  return (
    <>
      {names[t.kind]} <bdi>{clip(t.actCode || t.serial || t.sku, 80)}</bdi>
      {t.externalId && <> (<bdi class="mono">{clip(t.externalId, 80)}</bdi>)</>}
    </>
  );
}
