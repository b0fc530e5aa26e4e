import vm from 'node:vm';
import { z } from 'zod';
import { compiled, type ContractSource } from '../../contracts/compile.ts';
import { About, Contract, type Finding, type Validate } from '../../contracts/contract.ts';
import type { ClientExchange, RecordedAnswer } from '../../replay/recording/exchange.ts';

type Validator = ((value: unknown) => boolean) & { errors?: ReturnType<Validate> | null };
const Validator = z.custom<Validator>((value) => typeof value === 'function');

const Loading = z.custom<(exports: object, module: object) => void>((value) => typeof value === 'function');

/** A contract of its source, compiled as for a run and loaded without a file. */
export function contractOf(source: ContractSource): Contract {
  const exports: Record<string, unknown> = {};
  Loading.parse(vm.runInThisContext(`(function (exports, module) {${compiled(source)}\n})`))(exports, { exports });
  const validate: Validate = (schema, value) => {
    const validator = Validator.parse(exports[schema]);
    return validator(value) ? [] : (validator.errors ?? []);
  };
  return new Contract(About.parse(exports['about']), validate);
}

/** An exchange of an answer, with nothing in it that contracts do not look at. */
export function answered(operation: string, response: Partial<RecordedAnswer>): ClientExchange {
  const [method = '', path = ''] = operation.split(' ');
  return {
    request: { method, path, headers: {} },
    response: { status: 200, headers: {}, ...response },
  };
}

/** Findings in short: `POST /v1/responses | usage.total_tokens | missing`. */
export function inShort(findings: readonly Finding[]): string[] {
  return findings.map(({ at, path, rule }) => [at, path, rule].join(' | '));
}
