/**
 * What matching forgives, besides ids that the stack minted. Nothing else is forgiven: a rule that is missing shows as a
 * miss, a rule too many would answer a request with the recording of another one.
 */
export interface Rule {
  name: string;
  reason: string;
  /** Finds the number, as the only capture group, in the text around it. */
  pattern: RegExp;
  /** How far the two numbers may be apart. */
  tolerance: number;
}

const rules: readonly Rule[] = [
  {
    name: 'file-search-score',
    reason: 'the last digits of a similarity score depend on the processor and its linear-algebra library',
    pattern: /\bdocument_id: [^,\n]{1,80}, score: (-?\d+(?:\.\d+)?(?:e-?\d+)?)(?=, attributes: )/g,
    tolerance: 1e-5,
  },
  {
    name: 'metadata-token-count',
    reason: 'it counts the tokens of a text that holds random ids (61 and 63 in two runs of one test)',
    pattern: /'metadata_token_count': (\d+(?:\.\d+)?)(?=[,}])/g,
    tolerance: 16,
  },
];

/** A text with every number that a rule covers taken out of it. */
export interface Masked {
  text: string;
  numbers: { rule: Rule; value: number }[];
}

export function mask(text: string): Masked {
  const numbers: Masked['numbers'] = [];
  let masked = text;
  for (const rule of rules) {
    masked = masked.replace(rule.pattern, (whole: string, digits: string) => {
      numbers.push({ rule, value: Number(digits) });
      const at = whole.lastIndexOf(digits);
      return `${whole.slice(0, at)}\u0000<${rule.name}>${whole.slice(at + digits.length)}`;
    });
  }
  return { text: masked, numbers };
}

/** Whether a text can hold anything that a rule covers; the quick way out for all other texts. */
export function mayBeMasked(text: string): boolean {
  return text.includes('score: ') || text.includes('metadata_token_count');
}
