// The control API, as /api/v1/openapi.json describes it: only what the page reads.

export type Level = "MUST" | "SHOULD" | "NOTE";

export interface Finding {
  clause: string;
  level: Level;
  pointer: string;
  wanted: string;
  got: string;
  message: string;
  hint?: string;
}

export interface Row {
  id: number;
  at: string;
  run: string;
  kind: string;
  type: string;
  serial: string;
  otherSerials: string[];
  workOrder: string;
  status: number;
  externalId: string;
  message: string;
  findings: { must: number; should: number; note: number };
  clauses: string[];
  by: string;
  rule: string;
  tookMicros: number;
  lost: boolean;
  fault: string;
  cut: boolean;
}

export interface Body {
  contentType: string;
  bytes: number;
  payload?: unknown;
  text?: string | null;
  headers?: Record<string, string[]>;
  base64?: string;
}

export interface Miss {
  rule: string;
  line: number;
  reason: string;
  differing?: { member: string; wanted: string; got: string }[];
}

export interface Decision {
  by: string;
  rule: string;
  why: string;
  missed?: Miss[];
}

export interface Exchange extends Omit<Row, "findings"> {
  findings: Finding[];
  decision: Decision;
  booked: boolean;
  request: Body & { method: string; url: string; proto: string; remote: string; truncated: boolean };
  answer: Body & {
    status: number; externalId?: string; message?: string; delayMicros: number; fault?: string; lost: boolean; findings: Finding[];
  };
  understood?: { accepted: boolean; externalId: string; message: string };
}

export interface Rows {
  rows: Row[];
  next: number | null;
  total: number;
  dropped: number;
}

/** File is one file of recorded traffic that is shown. */
export interface File {
  name: string;
  format: string;
  posts: number;
  broken: number;
  refused: number;
  firstBroken: number;
  firstRefused: number;
  unreadable: number;
  skipped: Record<string, number>;
  beyond: number;
}

export interface Info {
  name: string;
  version: string;
  started: string;
  addresses: Record<string, string>;
  runs: number;
  journal: { exchanges: number; bytes: number; recorded: number; dropped: number };
  settings: Record<string, unknown>;
  settingsFrom?: Record<string, { from: string; name?: string }>;
  actions: string[];
  readOnly: boolean;
  files?: File[];
  [more: string]: unknown;
}

export interface Clause {
  id: string;
  level: Level;
  sentence: string;
}

/** Refused is what the mock said no to, in its own words. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly details: Record<string, unknown>) {
    super(message);
  }
}

/** ask calls the API. The error is Refused, or says that the mock cannot be reached. */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch("api/v1" + path, { cache: "no-store", ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new Refused(0, "unreachable", "The mock does not answer. Is it still running?", {});
  }
  const type = answer.headers.get("Content-Type") ?? "";
  const body: unknown = type.includes("json") ? await answer.json() : await answer.text();
  if (!answer.ok) {
    const said = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    throw new Refused(answer.status, String(said["code"] ?? ""), String(said["message"] ?? `The mock answered ${answer.status}.`), said);
  }
  return body as T;
}

/** send calls the API with a JSON body. */
export const send = <T>(method: string, path: string, body?: unknown): Promise<T> =>
  ask<T>(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }) });

/** query writes parameters; a value of "" or undefined is left out. */
export function query(params: Record<string, string | number | undefined>): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined && value !== "") text.set(name, String(value));
  return text.size ? "?" + text.toString() : "";
}

/** info says what the mock is and how it was started. */
export const info = (): Promise<Info> => ask<Info>("/info");
