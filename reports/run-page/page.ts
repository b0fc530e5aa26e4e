/** The run page: one self-contained HTML document that says what ran, on what, and what came of it. */
import { provesText } from '../proves.ts';
import { duration } from '../terminal/summary.ts';
import type { RunFacts } from './facts.ts';
import { html, type Html } from './html.ts';
import { ReportLinks } from './links.ts';
import { matrix } from './matrix.ts';
import { answers, drift, failures, searches, skips, slowest } from './sections.ts';
import { STYLE } from './style.ts';

export interface PageInput {
  facts: RunFacts;
  milliseconds: number;
  /** When the run ended. */
  ended: Date;
  /** Where the HTML report is, relative to this page: `index.html`. */
  report: string;
  /** How the run ended, where that is not what its tests say: errors that belong to no test, an interruption. */
  troubles: readonly string[];
}

export function runPage({ facts, milliseconds, ended, report, troubles }: PageInput): string {
  const { totals, stacks, modes } = facts;
  const links = new ReportLinks(report);
  const good = totals.failed === 0 && troubles.length === 0;
  const verdict = totals.failed > 0 ? `${totals.failed} failed` : good ? 'Passed' : 'Failed';
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${verdict} · ${stacks.join(', ') || 'no stack'}</title>
        ${STYLE}
      </head>
      <body>
        <header>
          <p class="verdict ${good ? 'passed' : 'failed'}">${verdict}</p>
          <h1>${stacks.join(', ') || 'No stack'}</h1>
          <p>
            ${totals.passed + totals.gaps} passed, ${totals.gaps} of these known gaps; ${totals.failed} failed;
            ${totals.skipped} skipped. Mode ${modes.join(', ') || 'unknown'}, ${duration(milliseconds)}, ended
            ${ended.toISOString().slice(0, 16).replace('T', ' ')} UTC.
          </p>
          <p class="proves">${provesText(facts.recordedStack, modes[0])}</p>
          <p><a href="${links.all()}">All tests, with requests and answers</a></p>
        </header>
        ${troubles.map(trouble)} ${failures(facts, links)} ${matrix(facts, links)} ${answers(facts)}
        ${drift(facts, links)} ${skips(facts, links)} ${slowest(facts, links)} ${searches(links)}
      </body>
    </html>`;
  return `${page.text}\n`;
}

function trouble(text: string): Html {
  return html`<pre class="failed">${text}</pre>`;
}
