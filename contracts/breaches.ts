/** Where a value breaks its schema, as paths and rules. */
import type { ErrorObject } from 'ajv';
import { PLACE } from './schema.ts';

/** `missing`: a required member is not there. `null`: it is null and may not be. `type`, `enum`: another type or value. */
export const RULES = ['missing', 'null', 'type', 'enum'] as const;
export type Rule = (typeof RULES)[number];

export interface Breach {
  /** Members, and `[]` for any index, such as `output[].id`; empty for the value itself. */
  path: string;
  /** The same with positions, for a person: `output[2].id`. */
  shown: string;
  rule: Rule;
  /** The type that says otherwise, and the member: `ResponseUsage.total_tokens`. */
  place: string;
  /** What a person is told, behind the path: `is missing, and is required`. */
  detail: string;
}

/** What ajv says of a value, each place once. Of a union that nothing tells apart, only that the value is none of it. */
export function breachesOf(errors: readonly ErrorObject[]): Breach[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf');
  const within = ({ instancePath }: ErrorObject) =>
    unions.some((union) => instancePath === union.instancePath || instancePath.startsWith(`${union.instancePath}/`));
  const told = [
    ...errors.filter((error) => error.keyword !== 'if' && error.keyword !== 'anyOf' && !within(error)),
    ...unions.filter(({ instancePath }) => !unions.some((other) => instancePath.startsWith(`${other.instancePath}/`))),
  ].map(breachOf);
  return [...new Map(told.map((each) => [`${each.path} ${each.rule}`, each])).values()];
}

function breachOf(error: ErrorObject): Breach {
  const { keyword, instancePath, schemaPath, params, data, parentSchema } = error;
  const missing: unknown = keyword === 'required' ? params['missingProperty'] : undefined;
  const within = (holder: string) =>
    typeof missing === 'string' ? (holder === '' ? missing : `${holder}.${missing}`) : holder;
  const path = within(pathOf(instancePath, schemaPath));
  const shown = within(joined(stepsOf(instancePath), (position) => `[${position}]`));
  const place = [parentSchema?.[PLACE], missing].filter((each) => typeof each === 'string').join('.');
  return { path, shown, rule: ruleOf(keyword, data), place, detail: detailOf(error) };
}

function ruleOf(keyword: string, data: unknown): Rule {
  if (keyword === 'required') return 'missing';
  if (data === null) return 'null';
  return keyword === 'enum' || keyword === 'const' ? 'enum' : 'type';
}

function detailOf({ keyword, params, data }: ErrorObject): string {
  const is = data === undefined ? 'is no JSON' : `is ${shortened(data)}`;
  const listed: unknown = params['allowedValues'] ?? params['allowedValue'];
  const type: unknown = params['type'];
  switch (keyword) {
    case 'required':
      return 'is missing, and is required';
    case 'enum':
    case 'const':
      return `${is}, and is to be ${Array.isArray(listed) ? listed.map(shortened).join(', ') : shortened(listed)}`;
    case 'type':
      return `${is}, and is to be of type ${Array.isArray(type) ? type.join(' or ') : String(type)}`;
    default:
      return `${is}, which is none of the types that it may have`;
  }
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A JSON pointer as a path without positions; what is no declared member is `*`. */
function pathOf(pointer: string, schemaPath: string): string {
  const steps = stepsOf(pointer);
  if (/\/additionalProperties\/[^/]+$/.test(schemaPath)) steps.splice(-1, 1, '*');
  return joined(steps, () => '[]');
}

function joined(steps: readonly string[], item: (position: string) => string): string {
  return steps.reduce((path, step) => {
    if (/^\d+$/.test(step)) return `${path}${item(step)}`;
    return path === '' ? step : `${path}.${step}`;
  }, '');
}

function stepsOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescaped);
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
