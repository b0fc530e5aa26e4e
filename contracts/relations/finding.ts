/** A relation that does not hold, as a finding. */
import type { Json } from '../../replay/recording/exchange.ts';
import { type Finding, RELATIONS_CONTRACT } from '../contract.ts';
import type { BrokenRelation } from './relations.ts';

/** Of a response in a stream it is known as of one that is answered whole, and at any position of a list. */
export function relationFinding({ relation, call, path, due, came }: BrokenRelation): Finding {
  return {
    contract: RELATIONS_CONTRACT,
    at: call.operation,
    path: path.replace(/^response\.\w+ response\./, '').replaceAll(/\[\d+\]/g, '[]'),
    shown: path,
    rule: came === undefined ? 'missing' : came === null ? 'null' : 'other',
    place: relation.name,
    detail: `${came === undefined ? 'is missing' : `is ${shortened(came)}`}, and is to be ${shortened(due)}`,
    source: `${relation.name}: ${relation.holds} (${relation.source})`,
    call: call.number,
  };
}

function shortened(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 97)}…` : text;
}
