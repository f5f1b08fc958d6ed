// The words of the field for what was posted, and times and sizes as a person reads them.

const acts: Record<string, string> = {
  "device/add": "set serial", "device/update": "change serial", "device/remove": "remove serial",
  "item-attach/add": "attach", "item-attach/remove": "detach",
  "operation/add": "report", "operation/remove": "take back",
};

/** act says what a person did at the station. */
export function act(x: { kind: string; type: string }): string {
  return acts[x.kind + "/" + x.type] ?? (x.kind ? [x.kind, x.type].filter(Boolean).join(" ") : "not a post");
}

/** clock is the time of day, with milliseconds. */
export function clock(at: string | null): string {
  if (!at) return "–";
  const time = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

export function took(micros: number): string {
  if (micros < 1000) return `${micros} µs`;
  return micros < 1_000_000 ? `${(micros / 1000).toFixed(1)} ms` : `${(micros / 1_000_000).toFixed(2)} s`;
}

export function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : bytes < 1 << 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / (1 << 20)).toFixed(1)} MiB`;
}

/** count writes "1 row" and "2,000 rows". */
export const count = (n: number, one: string, many = one + "s"): string => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** deciders says who chose the answer, by the word of the API. */
export const deciders: Record<string, string> = {
  judge: "The contract", script: "The script", books: "The books", caller: "The post itself", upstream: "The real ERP", door: "The door",
};

/** clip bounds what is shown of a text: a megabyte in one word would hold up the browser. */
export const clip = (text: string, most = 2000): string =>
  text.length <= most ? text : `${text.slice(0, most)}… and ${(text.length - most).toLocaleString("en")} more characters`;
