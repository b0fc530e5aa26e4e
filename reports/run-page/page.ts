/** The run page: one self-contained HTML document that says what ran, on what, and what came of it. */
import { provesText } from '../proves.ts';
import type { ReportedTest } from '../reported-test.ts';
import { duration } from '../terminal/summary.ts';
import type { Counts, RunFacts } from './facts.ts';
import { html, type Html } from './html.ts';
import { STYLE } from './style.ts';

export interface PageInput {
  facts: RunFacts;
  milliseconds: number;
  /** When the run ended. */
  ended: Date;
  /** Where the HTML report is, relative to this page: `index.html`. */
  report: string;
}

export function runPage({ facts, milliseconds, ended, report }: PageInput): string {
  const { totals, stacks, modes, columns, rows } = facts;
  const link = (test: ReportedTest) => `${report}#?testId=${encodeURIComponent(test.id)}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${totals.failed === 0 ? 'Green' : `${totals.failed} failed`} · ${stacks.join(', ')}</title>
        ${STYLE}
      </head>
      <body>
        <header>
          <p class="verdict ${totals.failed === 0 ? 'passed' : 'failed'}">
            ${totals.failed === 0 ? 'Passed' : `${totals.failed} failed`}
          </p>
          <h1>${stacks.join(', ') || 'No stack'}</h1>
          <p>
            ${totals.passed + totals.gaps} passed, ${totals.gaps} of these known gaps; ${totals.failed} failed;
            ${totals.skipped} skipped. Mode ${modes.join(', ') || 'unknown'}, ${duration(milliseconds)}, ended
            ${ended.toISOString().slice(0, 16).replace('T', ' ')} UTC.
          </p>
          <p class="proves">${provesText(facts.recordedStack, modes[0])}</p>
          <p><a href="${report}">All tests, with requests and answers</a></p>
        </header>
        ${failures(facts, link)}
        <section>
          <h2>Surfaces and setups</h2>
          <div class="wide">
            <table class="matrix">
              <thead>
                <tr>
                  <th scope="col">surface</th>
                  ${columns.map(({ project, line }) => html`<th scope="col">${project}<small>${line}</small></th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  ({ surface, cells }) =>
                    html`<tr>
                      <th scope="row">${surface}</th>
                      ${cells.map(cell)}
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>
          <p class="legend">
            <span class="passed">passed</span> <span class="gaps">known gaps, failed as stated</span>
            <span class="failed">failed</span> <span class="skipped">skipped</span>
          </p>
        </section>
        ${answers(facts)} ${drift(facts, link)}
        <section>
          <h2>Slowest tests</h2>
          <ol>
            ${facts.slowest.map(
              (test) =>
                html`<li>
                  <a href="${link(test)}">${test.title}</a>
                  <small>${test.project}</small> ${Math.round(test.milliseconds)} ms
                </li>`,
            )}
          </ol>
        </section>
      </body>
    </html>`;
  return `${page.text}\n`;
}

function cell(counts: Counts | undefined): Html {
  if (counts === undefined) return html`<td class="none">–</td>`;
  const worst = counts.failed > 0 ? 'failed' : counts.gaps > 0 ? 'gaps' : counts.passed > 0 ? 'passed' : 'skipped';
  const part = (name: keyof Counts) =>
    counts[name] === 0 ? undefined : html`<span class="${name}">${counts[name]}</span>`;
  return html`<td class="cell ${worst}">${part('passed')}${part('gaps')}${part('failed')}${part('skipped')}</td>`;
}

function failures({ failures: failed }: RunFacts, link: (test: ReportedTest) => string): Html | undefined {
  if (failed.length === 0) return undefined;
  return html`<section>
    <h2>Failed</h2>
    <ul>
      ${failed.map((test) => {
        const [first = ''] = (test.report?.problems[0]?.text ?? test.errors[0]?.message ?? '').split('\n');
        return html`<li>
          <a href="${link(test)}">${test.title}</a> <small>${test.project}, ${test.surface}</small><br />
          <code>${withoutColours(first)}</code>
        </li>`;
      })}
    </ul>
  </section>`;
}

function answers({ sources, calls, tokens, recordedStack }: RunFacts): Html {
  return html`<section>
    <h2>Provider answers</h2>
    ${
      sources.length === 0
        ? html`<p>
            ${recordedStack ? 'No stack ran, so no provider was asked.' : 'No provider answered in this run.'}
          </p>`
        : html`<table>
            <thead>
              <tr>
                <th scope="col">from</th>
                <th scope="col">calls</th>
                <th scope="col">recorded</th>
              </tr>
            </thead>
            <tbody>
              ${sources.map(
                ({ source, calls: times, days }) =>
                  html`<tr>
                    <td>${source}</td>
                    <td>${times}</td>
                    <td>
                      ${days === undefined ? 'not recorded' : days[0] === days[1] ? days[0] : `${days[0]} to ${days[1]}`}
                    </td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
    <p>
      ${calls} calls of clients to the stack. ${tokens === 0 ? undefined : html`${tokens} tokens that nobody paid.`}
    </p>
  </section>`;
}

function drift({ drifted }: RunFacts, link: (test: ReportedTest) => string): Html {
  return html`<section>
    <h2>Drift</h2>
    ${
      drifted.length === 0
        ? html`<p>None: the stack answered as it did when it was recorded.</p>`
        : html`<ul>
            ${drifted.map((test) => html`<li><a href="${link(test)}">${test.title}</a> <small>${test.project}</small></li>`)}
          </ul>`
    }
  </section>`;
}

function withoutColours(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the sequences that colour a terminal begin with a control character
  return text.replaceAll(/\u001b\[[0-9;]*m/g, '');
}
