import { done, type Run, refuse } from '../command.ts';
import { postcodeOf } from '../rules/address.ts';
import { needsConfirmation, townsOf } from '../rules/postcode.ts';

export const townsByPostcode: Run<'address.byPostcode'> = async (_ctx, { postcode: text }) => {
  const postcode = postcodeOf(text);
  if (postcode === null) return refuse('postcode-format');
  return done({ postcode, towns: townsOf(postcode), needsConfirmation: needsConfirmation(postcode, null) });
};
