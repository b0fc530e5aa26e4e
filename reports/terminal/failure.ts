/** A failed test on the terminal: once, complete, in the order in which a person needs it. */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { TestError } from '@playwright/test/reporter';
import type { ReportedTest } from '../reported-test.ts';
import { restyled, type Style } from './style.ts';

/** How long a line of an error may be: a page of HTML in place of an answer is one line. */
const LINE_LETTERS = 1_000;

/** How many calls of a test are listed: the last ones are those near the failure. */
const LISTED_CALLS = 8;

/**
 * The failure as lines: the test, what is wrong (a miss or another problem of the run first, then what the test claimed and
 * what came instead), its calls, where to look.
 * @param number position among the failures of the run, from 1
 * @param root folder that paths are shown relative to
 * @param log the file with the stack's output, where it is ours
 */
export function failureLines(test: ReportedTest, number: number, root: string, style: Style, log?: string): string[] {
  const place = `${relative(root, test.file)}:${test.line}:${test.column}`;
  const header = `${number}) [${test.project}] ${place} › ${test.title}`;
  const problems = test.report?.problems.map(({ text }) => text) ?? [];
  const blocks = [
    ...problems.map((text) => text.split('\n')),
    ...ownErrors(test).map((error) => errorLines(error, root, style)),
    callLines(test, style),
    [
      style(
        'dim',
        `Look: npx playwright show-report (steps, requests, answers)${log === undefined ? '' : `, ${shownPath(root, log)} (the server)`}.`,
      ),
    ],
  ].filter((lines) => lines.length > 0);
  return [style('red', `  ${header}`), ...blocks.flatMap((lines) => ['', ...lines.map((line) => `    ${line}`)]), ''];
}

/** The errors of the test itself: without those that only repeat a problem, or that a miss has caused. */
export function ownErrors({ errors, report, outcome, interrupted, reason }: ReportedTest): TestError[] {
  const problems = report?.problems ?? [];
  const own = errors.filter((error) => {
    const text = withCauses(error);
    return !problems.some(
      (problem) => text.includes(problem.text) || (problem.headline !== undefined && text.includes(problem.headline)),
    );
  });
  if (own.length > 0 || problems.length > 0 || outcome !== 'failed') return own;
  if (interrupted) return [{ message: 'It did not end: the run was ended while it ran.' }];
  // A gap that passes has no error of its own.
  const why = reason === undefined ? '' : ` (${reason})`;
  return [
    {
      message: `This test is a known gap${why} and has passed: the stack does it right now. Delete the gap from setups/, or from setups/lines/.`,
    },
  ];
}

/** The texts of an error and of what caused it: an SDK tells a miss as a broken connection. */
function withCauses(error: TestError): string {
  return error.cause === undefined ? plain(error) : `${plain(error)}\n${withCauses(error.cause)}`;
}

function plain({ message, value }: TestError): string {
  return stripVTControlCharacters(message ?? value ?? '');
}

function errorLines(error: TestError, root: string, style: Style): string[] {
  const { message = error.value ?? '', snippet, location } = error;
  const at = location === undefined ? [] : [style('dim', `at ${relative(root, location.file)}:${location.line}`)];
  const code = snippet === undefined ? [] : ['', ...restyled(style, snippet).split('\n')];
  const lines = restyled(style, message).trimEnd().split('\n').map(shortened);
  return [...lines, ...causeLines(error), ...code, ...at];
}

/** Why a connection broke stands in the causes of the SDK's error, if anywhere. */
function causeLines({ message, cause }: TestError): string[] {
  if (cause === undefined) return [];
  const text = plain(cause).split('\n')[0] ?? '';
  const told = text === '' || message?.includes(text) === true ? [] : [shortened(`Cause: ${text}`)];
  return [...told, ...causeLines(cause)];
}

function shortened(line: string): string {
  const left = line.length - LINE_LETTERS;
  return left <= 0 ? line : `${line.slice(0, LINE_LETTERS)} … ${left.toLocaleString('en')} more letters`;
}

/** A file as it is named from a folder; one that lies elsewhere by its whole path. */
function shownPath(root: string, file: string): string {
  const path = relative(root, file);
  return path.startsWith('..') ? file : path;
}

function callLines({ report }: ReportedTest, style: Style): string[] {
  const calls = report?.calls ?? [];
  if (calls.length === 0) return [];
  const left = calls.length - LISTED_CALLS;
  const lines = calls.slice(-LISTED_CALLS).map(({ method, path, status, events, milliseconds }) => {
    const answer = status === undefined ? 'no whole answer' : String(status);
    const more = [
      ...(events === undefined ? [] : [`${events} events`]),
      ...(milliseconds === undefined ? [] : [`${Math.round(milliseconds)} ms`]),
    ];
    return `  ${method} ${path} → ${[answer, ...more].join(', ')}`;
  });
  return [style('dim', 'Calls:'), ...(left > 0 ? [style('dim', `  … ${left} before`)] : []), ...lines];
}
