// The list of exchanges: page by page as it is looked at, and live at its end. Its memory is bounded by the pages that
// are kept, however many rows there are.
import { batch, signal } from "@preact/signals";
import { ask, query, Refused, type Row, type Rows } from "./api";

const pageSize = 100;
const mostPages = 60; // 6,000 rows in memory
const eventTypes = ["hello", "exchange", "lost", "reset"] as const;

/** Feed is the list for one search: row 0 is the oldest. */
export class Feed {
  readonly total = signal(0);
  readonly trouble = signal("");
  readonly live = signal(false);
  /** turned changes with everything that the list may show. */
  readonly turned = signal(0);
  /** arrived counts the rows that came live. */
  readonly arrived = signal(0);

  private pages = new Map<number, Row[]>();
  private loading = new Set<number>();
  private events: EventSource | undefined;
  private age = 0; // of the list: what was asked for before it began again is thrown away
  private last = 0;
  private waiting: number | undefined;

  constructor(readonly search: string) {
    void this.begin();
  }

  /** row gives a row that is there already, or asks for it. */
  row(index: number): Row | undefined {
    const page = Math.floor(index / pageSize);
    const rows = this.pages.get(page);
    if (rows) {
      this.pages.delete(page); // the page that was looked at last is thrown away last
      this.pages.set(page, rows);
    }
    const found = rows?.[index % pageSize];
    if (!found && index < this.total.peek()) void this.load(page);
    return found;
  }

  /** indexOf finds a row that is in memory; -1 where it is not. */
  indexOf(id: number): number {
    for (const [page, rows] of this.pages) {
      const i = rows.findIndex((row: Row | undefined) => row?.id === id) /* the last page begins with a gap */;
      if (i >= 0) return page * pageSize + i;
    }
    return -1;
  }

  close(): void {
    this.age++;
    this.events?.close();
    this.events = undefined;
    clearTimeout(this.waiting);
  }

  private async begin(): Promise<void> {
    this.close();
    const age = this.age;
    this.pages.clear();
    this.loading.clear();
    try {
      const tail = await ask<Rows>("/exchanges" + query({ q: this.search, view: "row", order: "newest", limit: pageSize }));
      if (age !== this.age) return;
      this.trouble.value = "";
      const rows = tail.rows.toReversed();
      rows.forEach((row, i) => this.put(tail.total - rows.length + i, row));
      this.last = rows.at(-1)?.id ?? 0;
      this.total.value = tail.total;
      this.turned.value++;
      this.listen(age);
    } catch (error) {
      if (age !== this.age) return;
      this.trouble.value = (error as Error).message;
      if (error instanceof Refused && error.status >= 400 && error.status < 500) return; // the search is wrong: asking again does not help
      this.waiting = setTimeout(() => void this.begin(), 2000);
    }
  }

  private listen(age: number): void {
    const events = new EventSource("api/v1/events" + query({ q: this.search, after: this.last || undefined }));
    this.events = events;
    events.onopen = () => (this.live.value = true);
    events.onerror = () => {
      this.live.value = false;
      if (events.readyState === EventSource.CLOSED && age === this.age) this.waiting = setTimeout(() => void this.begin(), 2000);
    };
    for (const type of eventTypes) {
      events.addEventListener(type, (event) => age === this.age && this.take(type, JSON.parse((event as MessageEvent<string>).data) as unknown));
    }
  }

  private take(type: (typeof eventTypes)[number], data: unknown): void {
    if (type === "lost" || type === "reset") {
      void this.begin(); // rows have another place now
    } else if (type === "exchange") {
      const row = data as Row;
      if (row.id <= this.last) return;
      this.last = row.id;
      this.put(this.total.value, row);
      batch(() => { // drawn once
        this.total.value++;
        this.arrived.value++;
        this.turned.value++;
      });
    }
  }

  private put(index: number, row: Row): void {
    const page = Math.floor(index / pageSize);
    const rows = this.pages.get(page);
    if (rows) rows[index % pageSize] = row;
    else {
      const fresh: Row[] = [];
      fresh[index % pageSize] = row;
      this.pages.set(page, fresh);
    }
    this.forget();
  }

  private async load(page: number): Promise<void> {
    if (this.loading.has(page)) return;
    this.loading.add(page);
    const age = this.age;
    try {
      const found = await ask<Rows>("/exchanges" + query({ q: this.search, view: "row", offset: page * pageSize, limit: pageSize }));
      if (age !== this.age) return;
      const kept = this.pages.get(page) ?? [];
      found.rows.forEach((row, i) => (kept[i] = row));
      this.pages.set(page, kept);
      this.forget();
      this.turned.value++;
    } catch (error) {
      if (age === this.age) this.trouble.value = (error as Error).message;
    } finally {
      if (age === this.age) this.loading.delete(page);
    }
  }

  private forget(): void {
    for (const page of this.pages.keys()) {
      if (this.pages.size <= mostPages) return;
      this.pages.delete(page);
    }
  }
}
