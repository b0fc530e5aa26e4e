/** Surfaces × setups, with the lines of releases above the setups where reports of several were merged. */
import { surfaceTag } from '../enrichment/tags.ts';
import type { Column, Counts, RunFacts } from './facts.ts';
import { html, type Html } from './html.ts';
import type { ReportLinks } from './links.ts';

/** In the order of a cell. The marks tell them apart without colour; what is found by the search term has that outcome. */
const OUTCOMES = [
  { name: 'passed', mark: '', text: 'passed', search: ['s:passed', '!@known-gap'] },
  { name: 'gaps', mark: '△', text: 'known gap, failed as stated', search: ['@known-gap'] },
  { name: 'failed', mark: '✘', text: 'failed', search: ['s:failed'] },
  { name: 'skipped', mark: '○', text: 'skipped', search: ['s:skipped'] },
] as const satisfies readonly { name: keyof Counts; mark: string; text: string; search: readonly string[] }[];

export function matrix({ columns, rows, totals }: RunFacts, links: ReportLinks): Html {
  const lines = [...new Set(columns.map(({ line }) => line))];
  const several = lines.length > 1;
  const searched = (surface: string, { project, line }: Column) => [
    surfaceTag(surface),
    `p:${project}`,
    ...(several && line !== '' ? [`@${line}`] : []),
  ];
  const sums = columns.map((_, at) => sum(rows.map(({ cells }) => cells[at])));
  return html`<section>
    <h2>Surfaces and setups</h2>
    <div class="wide">
      <table class="matrix">
        <thead>
          ${
            several
              ? html`<tr>
                  <td></td>
                  ${lines.map((line) => html`<th scope="colgroup" colspan="${columns.filter((column) => column.line === line).length}">${line}</th>`)}
                </tr>`
              : undefined
          }
          <tr>
            <th scope="col">surface</th>
            ${columns.map(({ project, line }) => html`<th scope="col">${project}${several ? undefined : html`<small>${line}</small>`}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ surface, cells }) =>
              html`<tr>
                <th scope="row">${surface}</th>
                ${cells.map((counts, at) => cell(counts, (terms) => links.search(...searched(surface, columns[at] ?? { project: '', line: '' }), ...terms)))}
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">all</th>
            ${sums.map((counts, at) => cell(counts, (terms) => links.search(...searched('', columns[at] ?? { project: '', line: '' }).slice(1), ...terms)))}
          </tr>
        </tfoot>
      </table>
    </div>
    <p class="legend">
      ${OUTCOMES.map(({ name, mark, text }) => html`<span class="${name}"><b>${mark}${totals[name]}</b> ${text}</span> `)}
      Each number opens its tests.
    </p>
  </section>`;
}

function cell(counts: Counts | undefined, link: (terms: readonly string[]) => string): Html {
  if (counts === undefined) return html`<td class="none">–</td>`;
  const shown = OUTCOMES.filter(({ name }) => counts[name] > 0);
  return html`<td class="${counts.failed > 0 ? 'bad' : ''}">
    ${shown.map(({ name, mark, text, search }) => html`<a class="${name}" title="${counts[name]} ${text}" href="${link(search)}">${mark}${counts[name]}</a>`)}
  </td>`;
}

function sum(cells: readonly (Counts | undefined)[]): Counts {
  const all: Counts = { passed: 0, gaps: 0, failed: 0, skipped: 0 };
  for (const counts of cells) for (const { name } of OUTCOMES) all[name] += counts?.[name] ?? 0;
  return all;
}
