/** The known gaps of a line as one page of HTML that needs nothing from outside. */
import { html, type Html } from '../../reports/run-page/html.ts';
import { STYLE } from '../../reports/run-page/style.ts';
import { evidenceOf } from './evidence.ts';
import { elsewhereText, type KnownGap } from './known-gaps.ts';
import type { UnservedSetup } from './unserved-setups.ts';
import { sinceText } from '../../setups/releases.ts';
import { statementWords } from '../../setups/statement-words.ts';

export function gapsHtml(line: string, gaps: readonly KnownGap[], unserved: readonly UnservedSetup[]): string {
  const surfaces = [...new Set(gaps.map(({ surface }) => surface))];
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Known gaps of ${line}</title>
        ${STYLE}
      </head>
      <body>
        <h1>Known gaps of ${line}</h1>
        <p class="proves">
          ${gaps.length} claims of its API's documents that this line of releases is known to break: what it does
          instead, which document says what is right, since when, and how to see it.
        </p>
        <p class="index">
          ${surfaces.map((surface) => html`<span><a href="#${surface}">${surface}</a> <small>${gaps.filter((gap) => gap.surface === surface).length}</small></span> `)}
        </p>
        ${
          unserved.length === 0
            ? undefined
            : html`<h2>Setups that it cannot serve</h2>
                <ul>
                  ${unserved.map(({ setup, what, fix }) => html`<li><b>${setup}</b>: ${what} <small>${fix}</small></li>`)}
                </ul>`
        }
        ${surfaces.map(
          (surface) =>
            html`<h2 id="${surface}">${surface}</h2>
              ${gaps.filter((gap) => gap.surface === surface).map(section)}`,
        )}
      </body>
    </html> `;
  return page.text;
}

function section({ number, tests, gap, source, document, issue, since, elsewhere, setups, recorded }: KnownGap): Html {
  const { script, why, answer, seen, alone } = evidenceOf({ gap, recorded });
  return html`<section id="gap-${number}">
    <h3><a href="#gap-${number}">${number}</a> ${claim(tests[0])}</h3>
    <ul>
      <li><b>Instead</b>: ${statementWords(gap).map(inCode)} <small>${gap.why}</small></li>
      <li><b>Right</b>: ${source} <small>${document}</small></li>
      ${issue === undefined ? undefined : html`<li><b>Reported</b>: <a href="${issue}">${issue}</a></li>`}
      ${since === undefined ? undefined : html`<li><b>Since</b>: ${sinceText(since)}</li>`}
      <li><b>Seen</b>: ${seen}, under ${setups.join(', ')}. Other lines: ${elsewhereText(elsewhere)}.</li>
      ${
        tests.length === 1
          ? undefined
          : html`<li>
              <details>
                <summary>${tests.length} claims</summary>
                ${tests.map((test) => html`<div>${claim(test)}</div>`)}
              </details>
            </li>`
      }
    </ul>
    <details>
      <summary>Reproduction${alone ? '' : ', with a model'}</summary>
      <div class="wide">
        <pre>${script ?? why}</pre>
        <pre>${answer}</pre>
      </div>
    </details>
  </section>`;
}

/** Code in a sentence of Markdown. */
function inCode(sentence: string): Html {
  const parts = sentence.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
  return html`${parts}; `;
}

function claim(title = ''): Html {
  const [spec = '', ...names] = title.split(' › ');
  return html`${names.join(' › ')} <small>${spec}</small>`;
}
