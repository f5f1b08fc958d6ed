// A plain editor with marks: what is wrong with a line stands behind it.
import { useSignal, type ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { RefObject } from "preact";

export interface Problem {
  line: number;
  column?: number;
  message: string;
}

interface Props {
  box: RefObject<HTMLTextAreaElement | null>;
  text: string;
  problems: ReadonlySignal<Problem[]>;
  /** typed is called after every change. */
  typed: () => void;
}

export function Editor({ box, text, problems, typed }: Props) {
  const marks = useRef<HTMLDivElement>(null);
  const lines = useSignal(text.split("\n"));
  const follow = () => (marks.current!.style.transform = `translate(${-box.current!.scrollLeft}px, ${-box.current!.scrollTop}px)`);
  return (
    <div class="editor-box mono">
      <textarea ref={box} class="editor" wrap="off" rows={Math.min(30, Math.max(10, lines.peek().length + 1))} spellcheck={false} aria-label="Script" defaultValue={text}
        onScroll={follow} onInput={() => { lines.value = box.current!.value.split("\n"); typed(); }} />
      <div class="editor-marks" aria-hidden="true">
        <div ref={marks}>
          {[...first(problems.value)].map(([line, message]) => (
            <div class="at-line" key={line} style={{ top: (line - 1) * 1.5 + "em" }}>
              <span class="ghost">{lines.value[line - 1]}</span><bdi class="at-line-said">{message}</bdi>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** first is the first problem of each line. */
function first(problems: Problem[]): Map<number, string> {
  const found = new Map<number, string>();
  for (const p of problems) if (p.line > 0 && !found.has(p.line)) found.set(p.line, p.message);
  return found;
}

/** show puts the cursor on a line. */
export function show(box: HTMLTextAreaElement, line: number): void {
  const lines = box.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((n, text) => n + text.length + 1, 0);
  box.focus();
  box.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}

/** write replaces the whole text. */
export function write(box: HTMLTextAreaElement, text: string): void {
  if (box.value === text) return;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

/** insert writes a text where the cursor is. */
export function insert(box: HTMLTextAreaElement, text: string): void {
  box.focus();
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
