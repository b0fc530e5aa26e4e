/** The parts of the run page below its matrix: lists that end, however many tests there are. */
import { stripVTControlCharacters } from 'node:util';
import { RUN_TAGS } from '../enrichment/tags.ts';
import type { ReportedTest } from '../reported-test.ts';
import type { RunFacts } from './facts.ts';
import { html, type Html } from './html.ts';
import type { ReportLinks } from './links.ts';

/** How many entries a list shows. */
const LISTED = 30;
/** How many tests of one reason are named. */
const NAMED = 5;

/** Failed tests by the first line of what they say: one change often fails many. */
export function failures({ failures: failed }: RunFacts, links: ReportLinks): Html | undefined {
  if (failed.length === 0) return undefined;
  const groups = [...Map.groupBy(failed, firstLine)].sort(([, a], [, b]) => b.length - a.length);
  return html`<section>
    <h2>Failed</h2>
    <ul class="failures">
      ${groups.slice(0, LISTED).map(
        ([text, tests]) =>
          html`<li>
            <code class="failed">${text}</code> ${tests.length === 1 ? undefined : html`<b>${tests.length} tests</b>`}
            <ul>
              ${tests.slice(0, NAMED).map((test) => html`<li><a href="${links.test(test)}">${test.title}</a> <small>${test.project}, ${test.surface}</small></li>`)}
              ${tests.length > NAMED ? html`<li>… and ${tests.length - NAMED} more</li>` : undefined}
            </ul>
          </li>`,
      )}
    </ul>
    ${more(groups.length, 'reasons', links.search('s:failed'))}
    <p><a href="${links.search('s:failed')}">All failed tests</a></p>
  </section>`;
}

export function answers({ sources, calls, tokens, recordedStack }: RunFacts): Html {
  const asked = sources.reduce((all, source) => all + source.calls, 0);
  return html`<section>
    <h2>Provider answers</h2>
    ${
      sources.length === 0
        ? html`<p>
            ${recordedStack ? 'No stack ran, so no provider was asked.' : 'No provider answered in this run.'}
          </p>`
        : html`<div class="wide">
            <table>
              <thead>
                <tr>
                  <th scope="col">from</th>
                  <th scope="col">server</th>
                  <th scope="col" class="number">calls</th>
                  <th scope="col">recorded</th>
                </tr>
              </thead>
              <tbody>
                ${sources.map(
                  ({ source, server, calls: times, days }) =>
                    html`<tr>
                      <td>${source}</td>
                      <td>${server ?? '–'}</td>
                      <td class="number">${times}</td>
                      <td>${daysText(days)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    <p>
      ${calls} calls of clients to the stack, ${asked} answers of providers.
      ${tokens === 0 ? undefined : html`The recorded ones among these say that they took ${tokens} tokens: none was spent in this run.`}
    </p>
  </section>`;
}

export function drift({ drift: found, drifted }: RunFacts, links: ReportLinks): Html {
  if (found.length === 0)
    return html`<section>
      <h2>Drift</h2>
      <p>None: where answers were recorded, the stack answered as it did then.</p>
    </section>`;
  return html`<section>
    <h2>Drift</h2>
    <p>${drifted.length === 1 ? '1 test was' : `${drifted.length} tests were`} answered otherwise than recorded:</p>
    <ul>
      ${found.slice(0, LISTED).map(
        ({ call, difference, tests }) =>
          html`<li>
            <code>${call}</code> <code>${difference.split('\n').join(' ')}</code>
            <a href="${links.test({ id: tests[0] ?? '' })}"
              >${tests.length === 1 ? '1 test' : `first of ${tests.length} tests`}</a
            >
          </li>`,
      )}
    </ul>
    ${more(found.length, 'differences', links.search('@drift'))}
  </section>`;
}

export function skips({ skips: reasons, totals }: RunFacts, links: ReportLinks): Html | undefined {
  if (reasons.length === 0) return undefined;
  return html`<section>
    <h2>Skipped</h2>
    <ul>
      ${reasons.slice(0, LISTED).map(({ reason, count }) => html`<li><b>${count}</b> ${reason}</li>`)}
    </ul>
    ${more(reasons.length, 'reasons', links.search('s:skipped'))}
    <p><a href="${links.search('s:skipped')}">All ${totals.skipped} skipped tests</a></p>
  </section>`;
}

export function slowest({ slowest: tests }: RunFacts, links: ReportLinks): Html {
  return html`<section>
    <h2>Slowest tests</h2>
    <ol>
      ${tests.map(
        (test) =>
          html`<li>
            <a href="${links.test(test)}">${test.title}</a> <small>${test.project}</small>
            ${Math.round(test.milliseconds)} ms
          </li>`,
      )}
    </ol>
  </section>`;
}

/** How to find tests in the report: each a search of its own. */
export function searches(links: ReportLinks): Html {
  const found = (terms: string, text: string) =>
    html`<li>
      <a href="${links.search(...terms.split(' '))}"><code>${terms}</code></a> ${text}
    </li>`;
  return html`<section>
    <h2>Searches in the report</h2>
    <ul>
      ${Object.entries(RUN_TAGS).map(([tag, text]) => found(tag, text))}
      ${found('@responses', 'a surface: the folder of the spec')}
      ${found('p:ollama s:failed', 'a setup, and an outcome: passed, failed, skipped')}
      ${found('!@known-gap', 'all but these')}
      <li><code>annot:"what is right=openai"</code> a word of an annotation</li>
    </ul>
  </section>`;
}

function more(all: number, what: string, link: string): Html | undefined {
  if (all <= LISTED) return undefined;
  return html`<p><a href="${link}">… and ${all - LISTED} more ${what}</a></p>`;
}

function firstLine({ report, errors }: ReportedTest): string {
  const text = stripVTControlCharacters(report?.problems[0]?.text ?? errors[0]?.message ?? errors[0]?.value ?? '');
  return text.split('\n')[0] ?? '';
}

function daysText(days: [string, string] | undefined): string {
  if (days === undefined) return 'not recorded';
  return days[0] === days[1] ? days[0] : `${days[0]} to ${days[1]}`;
}
