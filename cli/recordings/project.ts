import { folders } from '../../folders/folders.ts';

/** The project's root folder. */
export const { project } = folders();
