import { Fault } from '../../errors/fault.ts';

/** Why an attempt cannot open: complete text for a person. */
export class RefusedAttempt extends Fault {
  override readonly name = 'RefusedAttempt';
}
