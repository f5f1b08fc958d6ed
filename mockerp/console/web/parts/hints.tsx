// The keys that a script may have, with their sentences from its schema.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask } from "../api";

interface Schema {
  description?: string;
  $ref?: string;
  properties?: Record<string, Schema>;
  $defs?: Record<string, Schema>;
}

const groups = ["rule", "when", "answer"];

export function Hints({ pick }: { pick: (text: string) => void }) {
  const schema = useSignal<Schema | undefined>(undefined);
  useEffect(() => void ask<Schema>("/schemas/script.schema.json").then((got) => (schema.value = got), () => undefined), []);
  const defs = schema.value?.$defs;
  if (!defs) return null;
  const sentence = (s: Schema) => s.description ?? defs[s.$ref?.split("/").at(-1) ?? ""]?.description ?? "";
  return (
    <aside class="hints" aria-label="Keys of a script">
      {groups.map((group) => (
        <details key={group} open={group === "rule"}>
          <summary>Keys of <code>{group}</code></summary>
          <dl>
            {Object.entries(defs[group]?.properties ?? {}).map(([key, s]) => (
              <div key={key}><dt><button type="button" class="small mono" onClick={() => pick(key + ": ")}>{key}</button></dt><dd>{sentence(s)}</dd></div>
            ))}
          </dl>
        </details>
      ))}
    </aside>
  );
}
