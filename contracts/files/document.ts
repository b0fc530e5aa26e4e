/** Reads an OpenAPI document, of a file or as a stack serves it. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Fault, messageOf } from '../../errors/fault.ts';
import { openApiContract } from '../openapi.ts';
import { keptIn } from './compiled.ts';

/** How the stack's own document is asked for, in the place of a file. */
const SERVED = 'served';

/**
 * The compiled contract of an OpenAPI document, which is made where there is none of it yet: that takes seconds, for
 * OpenAI's own some fifteen.
 * @param given a file of JSON or YAML, or `served` for what the stack serves at `/openapi.json`
 * @param stackUrl of the stack; undefined where there is none
 * @throws {Fault} when there is no such document, or it is none of OpenAPI
 */
export async function documentContractFile(
  cache: string,
  given: string,
  stackUrl: string | undefined,
  making: (text: string) => void,
): Promise<string> {
  const served = given === SERVED;
  try {
    const text = served ? await servedText(stackUrl) : await readFile(given, 'utf8');
    const name = served ? 'own' : 'given';
    const title = served ? 'the stack’s own OpenAPI document' : basename(given);
    return await keptIn(cache, name, [title, text], () => {
      making(`Making schemas of ${title}, once …`);
      return openApiContract(name, title, z.json().parse(text.startsWith('{') ? JSON.parse(text) : parse(text)));
    });
  } catch (error) {
    throw new Fault({
      what: `Answers cannot be held against CONTRACT=${given}.`,
      why: messageOf(error),
      fix: `Give the file of an OpenAPI document of version 3, in JSON or YAML, or "${SERVED}" for the document that the stack serves.`,
    });
  }
}

async function servedText(stackUrl: string | undefined): Promise<string> {
  if (stackUrl === undefined) throw new Error('There is no stack in this run that could serve one.');
  const url = new URL('/openapi.json', stackUrl);
  const answer = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  if (!answer.ok) throw new Error(`${url.href} answers ${answer.status}.`);
  return await answer.text();
}
