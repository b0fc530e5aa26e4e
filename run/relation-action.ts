/** What is done about answers that do not agree with each other: a failure of the test, shown, or not looked for. */
export const relationActions = ['fail', 'show', 'off'] as const;
