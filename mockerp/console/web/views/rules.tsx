// The rules of the script: how often each was used and when last, a switch for each, and what waits for its one post.
import { query, send } from "../api";
import { clock, count } from "../parts/words";
import type { Props } from "./script";

interface Rule {
  rule: string;
  line: number;
  used: number;
  limit: number;
  usedUp: boolean;
  off: boolean;
  lastUse?: string;
}

interface NextRule {
  run: string;
  rule: string;
  source: string;
}

export interface Script {
  name: string;
  source: string;
  rules: Rule[];
  next: NextRule[];
}

export function Rules({ script, ...props }: Props & { script: Script }) {
  return (
    <>
      {script.next.length > 0 && <Waiting next={script.next} />}
      {script.rules.length === 0 ? <p>There is no script: the books answer, as an honest ERP does.</p> : <Table rules={script.rules} {...props} />}
    </>
  );
}

const Waiting = ({ next }: { next: NextRule[] }) => (
  <ul class="waiting-rules">
    {next.map((n, i) => (
      <li key={i}>Waits for its post in run <bdi>{n.run}</bdi>: <bdi>{n.rule}</bdi></li>
    ))}
  </ul>
);

function Table({ rules, ...props }: Props & { rules: Rule[] }) {
  return (
    <div class="scroll">
      <table class="rules">
        <thead><tr><th scope="col">Rule</th><th scope="col">Line</th><th scope="col">Used</th><th scope="col">Last use</th><th scope="col">Answers</th></tr></thead>
        <tbody>
          {rules.map((r, i) => (
            <tr key={i} class={r.off ? "off" : ""}>
              <th scope="row"><bdi>{r.rule}</bdi></th>
              <td class="number">{r.line}</td>
              <td>{count(r.used, "time")}{r.limit ? ` of ${r.limit}` : ""}{r.usedUp && ", used up"}</td>
              <td>{r.lastUse ? clock(r.lastUse) : "never"}</td>
              <td><Switch rule={r} number={i + 1} {...props} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Switch({ rule, number, run, load, said }: Props & { rule: Rule; number: number }) {
  const flip = () =>
    send("PUT", `/script/rules/${number}` + query({ run }), { off: !rule.off }).then(
      () => { said.value = `The rule ${rule.rule} is switched ${rule.off ? "on" : "off"}.`; return load(); },
      (e: Error) => void (said.value = e.message),
    );
  return <button type="button" class="small switch" role="switch" aria-checked={!rule.off} aria-label={rule.rule} onClick={() => void flip()}>{rule.off ? "Off" : "On"}</button>;
}
