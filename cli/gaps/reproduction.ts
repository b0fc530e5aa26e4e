/** A recorded test's calls as a shell script that needs nothing but curl, grep and sed: for the people who make the stack. */
import type { Body, ClientExchange, FormPart, RecordedAnswer } from '../../replay/recording/exchange.ts';
import { idsIn } from '../../replay/matching/ids.ts';
import { asJson, eachString, isObject } from '../../replay/recording/json.ts';
import { eventText } from '../../replay/recording/sse.ts';

/** A kind of id as a pattern of `grep -E`: `resp_[0-9a-f-]{36}`. */
interface Minted {
  variable: string;
  /** Position of the call that answered with it first. */
  call: number;
  pattern: string;
  /** Which one of the ids of this kind in that answer, counted from 1. */
  nth: number;
}

/**
 * The script. It begins with the stack's address; ids that the stack gives are kept in variables; the last answer is shown
 * with its status.
 * @throws when a request's body is known by its digest only
 */
export function reproduction(calls: readonly ClientExchange[]): string {
  const minted = mintedIds(calls);
  const lines = calls.flatMap((call, at) => {
    const own = [...minted.values()].filter((id) => id.call === at);
    const last = at === calls.length - 1;
    const wait = waitingFor(call, calls.slice(0, at), minted);
    const command = curl(call, minted, last);
    if (own.length === 0 && !last) return [...wait, command.replace(/^curl -s/, 'curl -s -o /dev/null'), ''];
    if (last) return [...wait, command];
    const extracted = own.map(
      ({ variable, pattern, nth }) =>
        `${variable}=$(grep -oE '${pattern}' answer.txt | awk '!seen[$0]++' | sed -n ${nth}p)`,
    );
    return [...wait, command.replace(/^curl -s/, 'curl -s -o answer.txt'), ...extracted, ''];
  });
  return `STACK=\${STACK:-http://127.0.0.1:8321}\n\n${lines.join('\n')}\n`;
}

/** The ids that an answer brings and a later request uses. */
function mintedIds(calls: readonly ClientExchange[]): Map<string, Minted> {
  const minted = new Map<string, Minted>();
  const counts = new Map<string, number>();
  for (const [call, { response }] of calls.entries()) {
    const later = JSON.stringify(calls.slice(call + 1).map(({ request }) => request));
    const seen = new Map<string, number>();
    for (const id of new Set(idsIn(answerText(response)))) {
      const pattern = patternOf(id);
      const nth = (seen.get(pattern) ?? 0) + 1;
      seen.set(pattern, nth);
      if (minted.has(id) || !later.includes(id)) continue;
      const prefix = /^[a-z]+/.exec(id)?.[0]?.toUpperCase() ?? 'ID';
      const number = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, number);
      minted.set(id, { variable: number === 1 ? prefix : `${prefix}_${number}`, call, pattern, nth });
    }
  }
  return minted;
}

/** Work in the background takes its time: the status that was seen in the end is waited for. */
function waitingFor(
  { request, response }: ClientExchange,
  before: readonly ClientExchange[],
  minted: ReadonlyMap<string, Minted>,
): string[] {
  const now = stateIn(response);
  if (request.method !== 'GET' || now === undefined) return [];
  const was = before.map((call) => stateIn(call.response)).findLast((state) => state?.id === now.id);
  if (was === undefined || was.status === now.status) return [];
  const address = withVariables(request.path, minted);
  return [
    `for _ in $(seq 60); do curl -s "$STACK${address}" | grep -qE '"status": ?"${now.status}"' && break; sleep 1; done`,
  ];
}

function stateIn({ body }: RecordedAnswer): { id: string; status: string } | undefined {
  const json = body !== undefined && 'json' in body ? body.json : undefined;
  if (!isObject(json) || typeof json['id'] !== 'string' || typeof json['status'] !== 'string') return undefined;
  return { id: json['id'], status: json['status'] };
}

function patternOf(id: string): string {
  // A prefix has a letter that is no hexadecimal digit: `file-`, `vs_`, `batch_`.
  const prefix = /^(?=[a-z]*[g-z])[a-z]+(?:_[a-z]+)?[-_]/.exec(id)?.[0] ?? '';
  return `${prefix}[0-9a-f-]{${id.length - prefix.length}}`;
}

/** By `-X HEAD` curl would wait for a body. */
function methodOption(method: string): string[] {
  if (method === 'GET') return [];
  return [method === 'HEAD' ? '--head' : `-X ${method}`];
}

function curl({ request }: ClientExchange, minted: ReadonlyMap<string, Minted>, last: boolean): string {
  const { method, path, query, body } = request;
  const address = withVariables(`${path}${query === undefined ? '' : `?${query}`}`, minted);
  const parts = ['curl -s', ...(last ? ['-i'] : []), ...methodOption(method)];
  const head = `${parts.join(' ')} "$STACK${address}"`;
  if (body === undefined) return head;
  if ('form' in body) return formCommand(head, body.form, minted);
  const json = 'json' in body;
  const text = json ? JSON.stringify(body.json, null, 2) : textOf(body);
  const type = `-H 'content-type: ${json || /^\s*[[{"]/.test(text) ? 'application/json' : 'text/plain'}'`;
  const filled = withVariables(text, minted);
  const quote = filled === text ? "'" : '';
  const content = quote === '' ? withVariables(shellSafe(text), minted) : text;
  return `${head} ${type} --data-binary @- <<${quote}BODY${quote}\n${content}\nBODY`;
}

function formCommand(head: string, form: readonly FormPart[], minted: ReadonlyMap<string, Minted>): string {
  const fields = form.map(({ name, filename, type, content }) => {
    if (filename === undefined) return ` -F ${quoted(`${name}=${textOf(content)}`)}`;
    return ` -F ${quoted(`${name}=@-;filename="${filename}"${type === undefined ? '' : `;type=${type}`}`)}`;
  });
  const file = form.find(({ filename }) => filename !== undefined);
  const command = withVariables(head, minted) + fields.join('');
  if (file === undefined) return command;
  const { content } = file;
  if ('base64' in content) return feeding(`printf %s ${quoted(content.base64)} | base64 -d`, command);
  return feeding(`printf %s ${quoted(textOf(content))}`, command);
}

/** `curl` stays at the beginning, where its options are put: the content comes by process substitution. */
function feeding(content: string, command: string): string {
  return `${command} < <(${content})`;
}

function textOf(body: Body): string {
  if ('text' in body) return body.text;
  if ('json' in body) return JSON.stringify(body.json) + (body.end ?? '');
  throw new Error('A part of this request is recorded by its digest only, so it cannot be sent again.');
}

function withVariables(text: string, minted: ReadonlyMap<string, Minted>): string {
  let filled = text;
  for (const [id, { variable }] of minted) filled = filled.replaceAll(id, `\${${variable}}`);
  return filled;
}

/** What a here-document without quotes would take for something else. */
function shellSafe(text: string): string {
  return text.replaceAll(/[\\$`]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Everything that an answer says, as text. */
function answerText(answer: RecordedAnswer): string {
  const texts: string[] = [];
  if (answer.events !== undefined) texts.push(...answer.events.map(eventText));
  else if (answer.body !== undefined) eachString(asJson(answer.body), (text) => texts.push(text));
  return texts.join('\n');
}
