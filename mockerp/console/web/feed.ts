// The list of exchanges: page by page as it is looked at, and live at its end. Its memory is bounded by the pages that
// are kept, however many rows there are.
import { batch, signal } from "@preact/signals";
import { ask, query, Refused, type Row, type Rows } from "./api";

const pageSize = 100;
const mostPages = 60; // 6,000 rows in memory
const ahead = 60; // rows that are read beyond those that a scrolling list needs next
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
  private loading: { from: number; to: number }[] = [];
  private events: EventSource | undefined;
  private age = 0; // of the list: what was asked for before it began again is thrown away
  private last = 0;
  private waiting: number | undefined;

  constructor(readonly search: string) {
    void this.begin();
  }

  /** row gives a row that is there already. */
  row(index: number): Row | undefined {
    const page = Math.floor(index / pageSize);
    const rows = this.pages.get(page);
    if (rows) {
      this.pages.delete(page); // the page that was looked at last is thrown away last
      this.pages.set(page, rows);
    }
    return rows?.[index % pageSize];
  }

  /**
   * need asks for the rows of a part of the list that are not there: in one request, for each costs as much as many rows. It
   * tells whether any are there.
   */
  need(from: number, to: number): boolean {
    from = Math.max(0, from);
    to = Math.min(to, this.total.peek());
    const begins = from, ends = to;
    let some = false;
    for (let i = from; i < to && !some; i++) some = this.row(i) !== undefined;
    while (from < to && this.comes(from)) from++;
    while (to > from && this.comes(to - 1)) to--;
    if (from >= to) return some; // beyond the end when the list has just shrunk
    if (to === ends && from > begins) to = Math.min(to + ahead, this.total.peek());
    if (from === begins && to < ends) from = Math.max(0, from - ahead);
    void this.load(from, to);
    return some;
  }

  private comes(index: number): boolean {
    return this.pages.get(Math.floor(index / pageSize))?.[index % pageSize] !== undefined || this.loading.some((part) => index >= part.from && index < part.to);
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
    this.loading = [];
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

  private async load(from: number, to: number): Promise<void> {
    const part = { from, to }, age = this.age;
    this.loading.push(part);
    try {
      const found = await ask<Rows>("/exchanges" + query({ q: this.search, view: "row", offset: from, limit: to - from }));
      if (age !== this.age) return;
      this.trouble.value = "";
      found.rows.forEach((row, i) => this.put(from + i, row));
      if (found.rows.length > 0) this.turned.value++; // what is not there is not asked for over and over
    } catch (error) {
      if (age !== this.age) return;
      this.trouble.value = (error as Error).message;
      setTimeout(() => age === this.age && this.turned.value++, 2000); // what is still looked at is asked for again
    } finally {
      if (age === this.age) this.loading = this.loading.filter((other) => other !== part);
    }
  }

  private forget(): void {
    for (const page of this.pages.keys()) {
      if (this.pages.size <= mostPages) return;
      this.pages.delete(page);
    }
  }
}
