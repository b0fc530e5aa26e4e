/** What is done about drift: shown, a failure of the test, taken over into the recordings, or not looked for. */
export const driftActions = ['show', 'fail', 'accept', 'off'] as const;
export type DriftAction = (typeof driftActions)[number];
