// The contract: every clause with its sentence, why it matters, a right and a wrong example, how to mend, and the exchanges that broke it.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ask } from "../api";
import { link, param } from "../route";

interface Clause {
  section: string;
  id: string;
  level: string;
  reading: boolean;
  sentence: string;
  why: string;
  mend: string;
  right: Example;
  wrong: Example;
}

interface Example {
  file: string;
  text: string;
  pointer?: string;
}

export function Contract() {
  const clauses = useSignal<Clause[]>([]);
  useEffect(() => void ask<{ clauses: Clause[] }>("/clauses").then((got) => (clauses.value = got.clauses), () => undefined), []);
  const sections = [...new Set(clauses.value.map((c) => c.section))];
  return (
    <div class="view">
      <h1>Contract</h1>
      {sections.map((section) => (
        <section key={section}>
          <h2>{section}</h2>
          <ul class="clauses">{clauses.value.filter((c) => c.section === section).map((c) => <One key={c.id} clause={c} wanted={param("clause") === c.id} />)}</ul>
        </section>
      ))}
    </div>
  );
}

function One({ clause, wanted }: { clause: Clause; wanted: boolean }) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => void (wanted && item.current?.scrollIntoView({ block: "center" })), [wanted]);
  return (
    <li ref={item} class={wanted ? "on" : ""} id={"clause-" + clause.id}>
      <strong>{clause.id}</strong> <span class="level">{clause.level}</span>
      <p>{clause.sentence.replaceAll("`", "")}{clause.reading && <span class="soft"> Our reading; the vendor's text is silent.</span>}</p>
      <p class="small"><b>Why it matters</b> {clause.why.replaceAll("`", "")}</p>
      <Body title="Right" of={clause.right} />
      <Body title="Wrong" of={clause.wrong} />
      <p class="small"><b>How to mend</b> {clause.mend.replaceAll("`", "")}</p>
      <a class="small" href={link("live", { q: `clause:${clause.id}` })}>Exchanges that broke it</a>
    </li>
  );
}

function Body({ title, of }: { title: string; of: Example }) {
  return (
    <details>
      <summary class="small">{title}{of.pointer && <> at <code>{of.pointer}</code></>}</summary>
      <pre tabIndex={0}><bdi>{of.text}</bdi></pre>
    </details>
  );
}
