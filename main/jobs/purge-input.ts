export const purgeJobKind = 'purge';
export type PurgeInput = { readonly runId: number };
