/** A command as a person would type it, without the values of secrets. */
export function shown(environment: Readonly<Record<string, string>>, command: readonly string[]): string {
  const variables = Object.entries(environment).map(
    ([name, value]) => `${name}=${isSecret(name) ? '…' : quoted(value)}`,
  );
  return [...variables, ...command.map(quoted)].join(' ');
}

function isSecret(name: string): boolean {
  return /(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)(_|$)/i.test(name);
}

function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
