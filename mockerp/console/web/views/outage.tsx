// An outage: the ERP door is closed for a while. Whoever closed it, the page says until when.
import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask, send } from "../api";
import { clock } from "../parts/words";

interface State {
  down: boolean;
  until: string | null;
}

const again = 1000; // milliseconds after which the door is looked at again

export function Outage({ said }: { said: Signal<string> }) {
  const state = useSignal<State | undefined>(undefined);
  const take = (what: Promise<State>) => what.then((got) => void (state.value = got), (e: Error) => void (said.value = e.message));
  useEffect(() => {
    const look = () => void ask<State>("/down").then((got) => (state.value = got), () => undefined);
    look();
    const timer = setInterval(look, again);
    return () => clearInterval(timer);
  }, []);
  const closed = state.value?.down ?? false;
  return (
    <section class="outage" aria-label="Outage">
      <h2>Outage</h2>
      <p role="status" class={closed ? "broken" : "soft"}>
        {state.value && (closed ? `The ERP door is closed until ${clock(state.value.until).slice(0, 8)}: every post is refused.` : "The ERP door is open.")}
      </p>
      <p class="buttons">
        <button type="button" class="down" onClick={() => void take(send<State>("POST", "/down?for=30s"))}>Down for 30 s</button>{" "}
        <button type="button" onClick={() => void take(send<State>("DELETE", "/down"))}>Open again</button>
      </p>
    </section>
  );
}
