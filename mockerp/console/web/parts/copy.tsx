import { useSignal } from "@preact/signals";

/** Copy puts a text on the clipboard and says so. */
export function Copy({ text, label = "Copy" }: { text: string | (() => string); label?: string }) {
  const said = useSignal("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      said.value = "Copied";
    } catch {
      said.value = "Select and copy by hand: the browser does not allow it";
    }
    setTimeout(() => (said.value = ""), 2000);
  };
  return (
    <button type="button" class="small" onClick={() => void copy()} aria-live="polite">
      {said.value || label}
    </button>
  );
}
