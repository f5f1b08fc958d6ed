import { useSignal } from "@preact/signals";

/** Copy puts a text on the clipboard and says so. A text that must be asked for comes as a promise. */
export function Copy({ text, label = "Copy" }: { text: string | (() => Promise<string>); label?: string }) {
  const said = useSignal("");
  const copy = async () => {
    try {
      await (typeof text === "string" ? navigator.clipboard.writeText(text) : navigator.clipboard.write([later(text())]));
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

/** later is what comes in a moment: some browsers let nobody write once the click is over. */
const later = (text: Promise<string>) => new ClipboardItem({ "text/plain": text.then((t) => new Blob([t], { type: "text/plain" })) });
