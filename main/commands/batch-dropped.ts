// How many requests a batch left to the work list when it was put together: whoever releases the rest is told.
import type { Knex } from 'knex';
import * as jobs from '../../db/jobs.ts';
import { batchPlanKind } from '../jobs/batch-input.ts';

/** By the batch, as the job that put it together counted them. */
export const droppedOutOf = async (tx: Knex): Promise<ReadonlyMap<number, number>> => {
  const plans = (await jobs.doneOf(tx, batchPlanKind)).map(({ input, result }) => {
    const { batchId }: { batchId: number } = JSON.parse(input);
    const { droppedOut }: { droppedOut?: number } = JSON.parse(result);
    return [batchId, droppedOut ?? 0] as const;
  });
  return new Map(plans);
};
