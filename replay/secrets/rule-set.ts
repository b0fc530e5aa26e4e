/** The rules of secretlint's recommended preset, which others keep up to date: keys and tokens of some thirty services. */
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintSourceCode } from '@secretlint/types';

export interface FoundSecret {
  /** Where it stands in the text. */
  start: number;
  end: number;
  /** Whose it is, for people: `github`. */
  service: string;
}

/** Some rules give where the secret begins wrongly, with its name before it, and so its end too early. */
function endOfWord(text: string, end: number): number {
  const rest = text.slice(end).search(/[\s"'\\<>]/);
  return rest === -1 ? text.length : end + rest;
}

const scanners = rules.filter(({ meta }) => meta.type === 'scanner');

/** What in a text one of the rules takes for a secret. */
export function foundByRules(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  const source: SecretLintSourceCode = {
    content: text,
    filePath: 'recording.json',
    physicalFilePath: undefined,
    getFilePath: () => 'recording.json',
    getPhysicalFilePath: () => undefined,
    ext: '.json',
    contentType: 'text',
    hasBOM: false,
    indexToPosition: () => ({ line: 1, column: 0 }),
    positionToIndex: () => 0,
    locationToRange: () => [0, 0],
    rangeToLocation: () => ({ start: { line: 1, column: 0 }, end: { line: 1, column: 0 } }),
  };
  for (const scanner of scanners) {
    const service = scanner.meta.id.replace('@secretlint/secretlint-rule-', '');
    const handler = scanner.create(
      {
        sharedOptions: {},
        createTranslator: () => (messageId) => ({ message: '', messageId: String(messageId), data: undefined }),
        report: ({ range: [start, end] }) => void found.push({ start, end: endOfWord(text, end), service }),
        ignore: () => undefined,
      },
      {},
    );
    // Every rule of the preset looks at a text at once; one that would not is none that can be used here.
    void handler.file?.(source);
  }
  return found;
}
