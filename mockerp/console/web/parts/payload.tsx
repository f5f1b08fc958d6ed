// JSON as a person reads it, with each finding at the member that it is about.
import type { ComponentChildren } from "preact";
import type { Finding } from "../api";
import { sentence } from "./sentences";
import { clip } from "./words";

const mostMembers = 500; // a hostile payload must not fill the page

/** Payload shows a JSON value; a finding of a missing member stands where the member should have been. */
export function Payload({ value, findings }: { value: unknown; findings: Finding[] }) {
  const at = new Map<string, Finding[]>();
  for (const finding of findings) at.set(finding.pointer, [...(at.get(finding.pointer) ?? []), finding]);
  return (
    <div class="json" role="tree" aria-label="Payload">
      <Node value={value} pointer="" at={at} depth={0} />
    </div>
  );
}

interface NodeProps {
  value: unknown;
  pointer: string;
  at: Map<string, Finding[]>;
  depth: number;
  name?: string;
}

function Node({ value, pointer, at, depth, name }: NodeProps) {
  const findings = at.get(pointer) ?? [];
  const label = name === undefined ? null : <span class="json-key"><bdi dir="auto">{clip(JSON.stringify(name))}</bdi>: </span>;
  const marked = findings.length > 0 ? " marked " + worst(findings) : "";
  if (typeof value !== "object" || value === null || depth > 20) {
    return (
      <div class={"json-line" + marked} role="treeitem" dir="ltr">
        {label}
        <Scalar value={value} />
        <Notes findings={findings} />
      </div>
    );
  }
  const members = Array.isArray(value) ? value.map((v, i) => [String(i), v] as const) : Object.entries(value);
  const missing = missingAt(at, pointer, new Set(members.map(([key]) => key)));
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return (
    <div class={"json-node" + marked} role="treeitem">
      <div class="json-line">
        {label}
        {open}
        <Notes findings={findings} />
      </div>
      <div class="json-members" role="group">
        {members.slice(0, mostMembers).map(([key, member]) => (
          <Node key={key} name={Array.isArray(value) ? undefined : key} value={member} pointer={pointer + "/" + escape(key)} at={at} depth={depth + 1} />
        ))}
        {members.length > mostMembers && <div class="json-line soft">… and {members.length - mostMembers} more</div>}
        {missing.map(([key, found]) => (
          <div class={"json-line missing marked " + worst(found)} key={"missing " + key} role="treeitem">
            <span class="json-key"><bdi dir="auto">{clip(JSON.stringify(key))}</bdi></span> is missing
            <Notes findings={found} />
          </div>
        ))}
      </div>
      <div class="json-line">{close}</div>
    </div>
  );
}

const escape = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
const unescape = (key: string): string => key.replaceAll("~1", "/").replaceAll("~0", "~");

/** missingAt gives the findings about members that an object does not have. */
function missingAt(at: Map<string, Finding[]>, pointer: string, has: Set<string>): [string, Finding[]][] {
  const found: [string, Finding[]][] = [];
  for (const [where, findings] of at) {
    if (!where.startsWith(pointer + "/")) continue;
    const rest = where.slice(pointer.length + 1);
    if (!rest.includes("/") && !has.has(unescape(rest))) found.push([unescape(rest), findings]);
  }
  return found;
}

const worst = (findings: Finding[]): string =>
  findings.some((f) => f.level === "MUST") ? "must" : findings.some((f) => f.level === "SHOULD") ? "should" : "note";

function Scalar({ value }: { value: unknown }) {
  if (typeof value === "string") return <bdi class="json-text" dir="auto">{clip(JSON.stringify(value))}</bdi>;
  return <span class="json-other">{value === undefined ? "" : clip(JSON.stringify(value))}</span>;
}

/** Notes shows findings: what was wanted, what came, and the cure. */
export function Notes({ findings }: { findings: Finding[] }): ComponentChildren {
  return findings.map((f, i) => (
    <div class={"finding " + f.level.toLowerCase()} key={i} role="note">
      <a class="clause" href={"#/contract?clause=" + encodeURIComponent(f.clause)}>{f.clause}</a>
      <span class="level">{f.level}</span> <bdi>{clip(f.message)}</bdi>
      {f.wanted && (
        <div class="soft">
          Wanted <bdi>{clip(f.wanted)}</bdi>{f.got && <>, got <bdi>{clip(f.got)}</bdi></>}
        </div>
      )}
      {sentence(f.clause) && <div class="soft">The clause: <bdi>{sentence(f.clause)}</bdi></div>}
      {f.hint && <div class="cure"><bdi>{clip(f.hint)}</bdi></div>}
    </div>
  ));
}
