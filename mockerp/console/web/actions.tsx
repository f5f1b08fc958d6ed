// What erpkit serve hands in: a demo shift, sending again, and stories. A mock without them shows no such button.
import { signal } from "@preact/signals";
import { info, send, type Exchange } from "./api";

const offered = signal<string[]>([]);
void info().then((i) => (offered.value = i.actions), () => undefined);

export type Action = "shift" | "send" | "capsule";

/** offers tells whether this mock has an action. */
export const offers = (action: Action): boolean => offered.value.includes(action);

export interface Sent {
  exchange: number;
  status: number;
  words: string;
}

interface Capsule {
  file: string;
  text: string;
  posts: number;
  reproduces: string;
  notes: string[];
}

export const playShift = (): Promise<unknown> => send("POST", "/actions/shift", { events: 60 });

export const sendAgain = (x: Exchange): Promise<Sent> => send<Sent>("POST", "/actions/send", { exchange: x.id });

/** saveStory makes a story around an exchange, and gives it to the browser as a file. */
export async function saveStory(x: Exchange, mask: boolean): Promise<Capsule> {
  const made = await send<Capsule>("POST", "/actions/capsule", { exchange: x.id, mask });
  const url = URL.createObjectURL(new Blob([made.text], { type: "application/yaml" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: made.file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return made;
}
