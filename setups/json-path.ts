/** Paths into JSON values, as gaps write them: `output[0].content[-1].type`, `["/v1/models"].status`. */

const STEP = String.raw`[\w-]+|\[-?\d+\]|\["[^"]+"\]`;
/** What a path is: fields by their names, items by their positions (negative ones from the end), other names in `["…"]`. */
export const JSON_PATH = new RegExp(String.raw`^(?:${STEP})(?:\.[\w-]+|\[-?\d+\]|\["[^"]+"\])*$`);

/** The value at the path; undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  return stepsOf(path).reduce<unknown>(below, value);
}

/** The path to what a path ends in: `output[0]` of `output[0].type`; empty for one of a single step. */
export function parentOf(path: string): string {
  return path.replace(new RegExp(String.raw`(?:^|\.)[\w-]+$|\[-?\d+\]$|\["[^"]+"\]$`), '');
}

function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(new RegExp(STEP, 'g'))].map(([step]) => {
    if (!step.startsWith('[')) return step;
    return step.startsWith('["') ? step.slice(2, -2) : Number(step.slice(1, -1));
  });
}

function below(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return typeof step === 'number' ? value.at(step) : undefined;
  return Object.entries(value).find(([name]) => name === String(step))?.[1];
}
