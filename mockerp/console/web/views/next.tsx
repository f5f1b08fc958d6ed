// Another answer for the next post that is like this one, once.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { send, type Exchange } from "../api";
import { link } from "../route";
import { act } from "../parts/words";

const answers: [string, unknown][] = [
  ["No answer in time", { fault: "timeout" }],
  ["Booked, but no answer in time", { pass: true, commit: true, fault: "timeout" }],
  ["Connection reset", { fault: "reset-before-headers" }],
  ["Accepted, the id is a number", { body: { externalId: 4711 } }],
  ["Accepted, without an id", { body: {} }],
  ["500 without a message", { status: 500 }],
  ["The right answer, 10 s late", { pass: true, delay: "10s" }],
];

export function AnswerNext({ x }: { x: Exchange }) {
  const said = useSignal("");
  const words = useRef<HTMLInputElement>(null);
  const ask = (answer: unknown) =>
    send("POST", "/script/next", { like: x.id, answer }).then(
      () => (said.value = `The next ${act(x)} of ${x.serial || x.workOrder || "this kind"} in run ${x.run} is answered so, once.`),
      (e: Error) => (said.value = e.message),
    );
  const refuse = (event: Event) => {
    event.preventDefault();
    void ask({ status: 409, body: { message: words.current!.value } });
  };
  return (
    <details class="menu">
      <summary class="button small">Answer the next one like this differently</summary>
      <form class="buttons" onSubmit={refuse}>
        <input type="text" ref={words} aria-label="Message" defaultValue="The work order is closed." dir="auto" required />
        <button type="submit" class="small">409 with these words</button>
      </form>
      <p class="buttons">{answers.map(([name, answer]) => <button type="button" class="small" key={name} onClick={() => void ask(answer)}>{name}</button>)}</p>
      <p role="status" class="soft"><bdi>{said.value}</bdi>{said.value && <> What waits is listed under <a href={link("script", { run: x.run })}>Script</a>.</>}</p>
    </details>
  );
}
