// One exchange: what came, what is wrong with it, what was answered and why.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { ask, query, type Body, type Exchange } from "../api";
import { readOnly } from "../about";
import { closeExchange } from "../keys";
import { link } from "../route";
import { Again } from "../parts/again";
import { Status } from "../parts/badge";
import { Copy } from "../parts/copy";
import { Notes, Payload } from "../parts/payload";
import { act, clip, clock, deciders, size, took } from "../parts/words";
import { AnswerNext } from "./next";

const mostRaw = 20_000; // characters of a body that are shown; what is copied is whole

export function Detail({ id }: { id: number }) {
  const found = useSignal<Exchange | undefined>(undefined);
  const trouble = useSignal("");
  useEffect(() => {
    const stop = new AbortController();
    ask<Exchange>(`/exchanges/${id}`, { signal: stop.signal }).then(
      (x) => (found.value = x),
      (error: Error) => !stop.signal.aborted && (trouble.value = error.message),
    );
    return () => stop.abort();
  }, [id]);
  if (trouble.value) return <p class="trouble" role="alert">{trouble.value}</p>;
  if (!found.value) return <p class="soft">Loading exchange {id} …</p>;
  return <Shown x={found.value} />;
}

function Shown({ x }: { x: Exchange }) {
  return (
    <article>
      <header class="detail-head">
        <h2>
          {act(x)} <bdi class="serial">{clip(x.serial || x.otherSerials[0] || "", 200)}</bdi>
        </h2>
        <Status status={x.answer.status} lost={x.answer.lost} />
        <button type="button" class="small" onClick={closeExchange} title="Esc" aria-label="Close">✕</button>
      </header>
      <p class="soft">
        Exchange {x.id}, {clock(x.at)}, run <bdi>{x.run}</bdi>{x.workOrder && <>, work order <a href={link("timeline", { order: x.workOrder })}><bdi>{clip(x.workOrder, 200)}</bdi></a></>}
        {x.serial && <>, <a href={link("timeline", { serial: x.serial })}>life of this serial</a></>}
      </p>
      <Why x={x} />
      <p class="buttons">
        <Copy label="Copy as curl" text={() => curl(x)} />
        {x.serial && <a class="button small" href={link("live", { q: "serial:" + quoted(x.serial) })}>All of this serial</a>}
      </p>
      <Again x={x} />
      {x.kind && !readOnly.value && <AnswerNext x={x} />}
      <Fold title="Payload" open note={size(x.request.bytes)}>
        <Content body={x.request} findings={x.findings} />
      </Fold>
      <Fold title="Answer" open note={x.answer.status ? `${x.answer.status}, ${size(x.answer.bytes)}` : "none"}>
        <Understood x={x} />
        <Content body={x.answer} findings={x.answer.findings} />
      </Fold>
      <Fold title="Headers and timing" note={took(x.tookMicros)}>
        <p class="mono"><bdi>{x.request.method} {clip(x.request.url)} {x.request.proto}</bdi> from {x.request.remote}</p>
        <Headers of={x.request} />
        <p class="mono">HTTP {x.answer.status}{x.answer.delayMicros > 0 && `, after a delay of ${took(x.answer.delayMicros)}`}{x.answer.fault && `, fault: ${x.answer.fault}`}</p>
        <Headers of={x.answer} />
      </Fold>
      <Fold title="Bytes as they came">
        <pre class="raw" dir="auto">{clip(bytes(x.request), mostRaw)}</pre>
        <pre class="raw" dir="auto">{clip(bytes(x.answer), mostRaw)}</pre>
      </Fold>
    </article>
  );
}

const quoted = (text: string): string => (/[\s"]/.test(text) ? JSON.stringify(text) : text);

function Why({ x }: { x: Exchange }) {
  const missed = x.decision.missed ?? [];
  return (
    <div class="why">
      {readOnly.value && x.decision.by === "upstream" ? <strong>Recorded: </strong> : (
        <>
          <strong>{deciders[x.decision.by] ?? x.decision.by}</strong>
          {x.decision.rule && <> (rule <bdi>{clip(x.decision.rule, 200)}</bdi>)</>} decided:{" "}
        </>
      )}
      <bdi>{clip(x.decision.why)}</bdi>
      {missed.length > 0 && (
        <details>
          <summary>Why {missed.length === 1 ? "the nearest rule" : `${missed.length} rules`} did not answer</summary>
          <ul>
            {missed.map((m, i) => (
              <li key={i}>
                <bdi>{m.rule}</bdi> (line {m.line}): <bdi>{m.reason}</bdi>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Understood({ x }: { x: Exchange }) {
  const u = x.understood;
  if (!u) return null;
  return (
    <p class={u.accepted ? "good" : "refused"}>
      The MES {u.accepted ? "takes the act as accepted" : "takes the act as refused"}
      {u.accepted && (u.externalId ? <> and keeps the id <bdi class="mono">{clip(u.externalId)}</bdi></> : ", without an id")}
      {!u.accepted && (u.message ? <> and shows “<bdi dir="auto">{clip(u.message)}</bdi>” at the station</> : " and has no message to show")}.
    </p>
  );
}

function Content({ body, findings }: { body: Body; findings: Exchange["findings"] }) {
  if (body.payload !== undefined) return <Payload value={body.payload} findings={findings} />;
  return (
    <>
      <Notes findings={findings} />
      {body.text ? <pre class="raw" dir="auto">{clip(body.text, mostRaw)}</pre> : <p class="soft">{body.bytes ? `${size(body.bytes)} that are not text` : "No body"}</p>}
    </>
  );
}

function Headers({ of }: { of: Body }) {
  const lines = Object.entries(of.headers ?? {}).flatMap(([name, values]) => values.map((value) => [name, value] as const));
  return (
    <dl class="headers">
      {lines.map(([name, value], i) => (
        <div key={i}><dt>{name}</dt><dd><bdi>{clip(value)}</bdi></dd></div>
      ))}
    </dl>
  );
}

function Fold({ title, note, open, children }: { title: string; note?: string; open?: boolean; children: ComponentChildren }) {
  return (
    <details class="fold" open={open}>
      <summary><h3>{title}</h3> <span class="soft">{note}</span></summary>
      {children}
    </details>
  );
}

function bytes(body: Body): string {
  if (!body.base64) return body.text ?? "";
  return new TextDecoder().decode(Uint8Array.from(atob(body.base64), (c) => c.charCodeAt(0)));
}

/** curl asks for the post as a line for a shell. The mock writes it: it knows its doors, and how to quote whatever came. */
async function curl(x: Exchange): Promise<string> {
  const line = await ask<string>("/exchanges/export" + query({ format: "curl", q: `after:${x.id - 1} before:${x.id + 1}` }));
  if (!line) throw new Error("the exchange is gone");
  return line;
}
