// A list that draws only what is seen, however many rows there are.
import { useComputed, useSignal, useSignalEffect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";

export const rowHeight = 32;
const spare = 8; // rows drawn above and below
// Browsers bound the height of an element, Firefox at 17.9 million pixels. Above this the scroll bar is scaled.
const mostHeight = 15_000_000;

interface Props {
  count: ReadonlySignal<number>;
  /** turned changes when rows that are shown may have changed. */
  turned: ReadonlySignal<number>;
  row: (index: number) => ComponentChildren;
  /** need is called with the part of the list that is about to be drawn. It tells whether any of it is there. */
  need: (first: number, last: number) => boolean;
  /** grown is by how many rows the list grew at its top since it began; what is looked at stays where it is. */
  grown: ReadonlySignal<number>;
  label: string;
  /** top is called with whether the first row is in view. */
  top?: (yes: boolean) => void;
  wanted?: ReadonlySignal<number>; // the index that must be in view
  active?: ReadonlySignal<string | undefined>; // the id of the element of the row that is chosen
}

export function VirtualList({ count, turned, row, need, grown, label, top, wanted, active }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const offset = useSignal(0); // in pixels, of the unscaled list
  const height = useSignal(600);
  const seen = useRef(grown.peek());
  const full = useComputed(() => count.value * rowHeight);
  const scale = useComputed(() => {
    const most = Math.max(1, mostHeight - height.value);
    return Math.max(1, (full.value - height.value) / most);
  });

  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => entry && (height.value = entry.contentRect.height));
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);

  const scrollTo = (pixels: number) => {
    offset.value = Math.max(0, Math.min(pixels, full.peek() - height.peek()));
    if (box.current) box.current.scrollTop = offset.value / scale.peek();
  };

  useSignalEffect(() => {
    const more = grown.value - seen.current;
    seen.current = grown.value;
    if (more > 0 && offset.peek() > 0) scrollTo(offset.peek() + more * rowHeight);
  });

  useSignalEffect(() => {
    const index = wanted?.value ?? -1;
    if (index < 0) return;
    const at = index * rowHeight;
    if (at < offset.peek()) scrollTo(at);
    else if (at + rowHeight > offset.peek() + height.peek()) scrollTo(at + rowHeight - height.peek());
  });

  const onScroll = () => {
    const at = box.current!.scrollTop;
    // Setting the position ourselves comes back as an event: a scaled position would lose pixels then.
    if (Math.abs(at - offset.peek() / scale.peek()) > 1) offset.value = at * scale.peek();
    top?.(offset.peek() < rowHeight);
  };

  const before = useRef<{ index: number; y: number }[]>([]);
  const drawn = useComputed(() => {
    void turned.value;
    const first = Math.max(0, Math.floor(offset.value / rowHeight) - spare);
    const last = Math.min(count.value, Math.ceil((offset.value + height.value) / rowHeight) + spare);
    // What was drawn is out of sight. To take it away now would only hold up the rows that come in a moment.
    if (!need(first, last) && first < last) return before.current;
    const shift = offset.value - offset.value / scale.value; // where the scaled list is, against the unscaled one
    return (before.current = Array.from({ length: Math.max(0, last - first) }, (_, i) => ({ index: first + i, y: (first + i) * rowHeight - shift })));
  });

  return (
    <div class="list" ref={box} onScroll={onScroll} role="grid" aria-label={label} aria-rowcount={count.value} aria-activedescendant={active?.value} tabIndex={0}>
      <div class="list-all" style={{ height: Math.min(full.value, mostHeight) + "px" }}>
        {drawn.value.map(({ index, y }) => {
          const content = row(index); // what comes in a moment is not drawn twice
          return content && <div class="list-row" key={index} style={{ transform: `translateY(${y}px)` }} role="presentation">{content}</div>;
        })}
      </div>
    </div>
  );
}
