/** What is done about answers that break a contract in a place that is not known: the test fails, or the report shows it. */
export const contractActions = ['fail', 'show', 'off'] as const;
export type ContractAction = (typeof contractActions)[number];
