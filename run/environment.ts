import { withDotenv } from '../setups/dotenv.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment, `.env` included. */
export function environmentOfThisProcess(): Environment {
  return withDotenv(process.env);
}
