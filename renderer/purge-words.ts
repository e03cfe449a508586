import type { Output } from '../main/contract/index.ts';

export type PurgeView = Output<'purge.overview'>;
export type PurgeRun = PurgeView['runs'][number];
