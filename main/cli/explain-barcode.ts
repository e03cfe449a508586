// `akari explain barcode`: what stands in a card's customer barcode, or why it has none.
import type { Command } from 'commander';
import { postcodeOf } from '../rules/address.ts';
import { addressNumber, customerBarcode, encodeBarcode } from '../rules/barcode.ts';
import { BadInput, print } from './input.ts';

type Options = { postcode: string; address?: string; rest?: string };
const longestAddress = 500;

const explainBarcode = ({ postcode: typed, address, rest }: Options): void => {
  const postcode = postcodeOf(typed);
  if (postcode === null)
    throw new BadInput('--postcode は 263-0023 のような7桁です / --postcode takes seven digits such as 263-0023');
  if ((address === undefined) === (rest === undefined))
    throw new BadInput('--address と --rest のどちらか一方が必要です / give either --address or --rest');
  if ((address ?? rest ?? '').length > longestAddress)
    throw new BadInput(`住所は${longestAddress}文字までです / an address has at most ${longestAddress} characters`);
  const barcode =
    address === undefined
      ? encodeBarcode(postcode, addressNumber(rest ?? ''))
      : customerBarcode(postcode, address.replace(/^\s*〒?\s*\d{3}-?\d{4}\s+/, ''));
  if ('fault' in barcode) print({ code: null, characters: null, check: null, bars: null, reason: barcode.fault });
  else print({ ...barcode, reason: null });
};

export const addExplainBarcode = (explain: Command): void => {
  explain
    .command('barcode')
    .description('the customer barcode of an address, or why it has none')
    .requiredOption('--postcode <postcode>', 'seven digits, with or without hyphen')
    .option('--address <address>', 'the whole address, which is split at its town area by the postcode master')
    .option('--rest <text>', 'what follows the town area; the postcode is not looked up')
    .action(explainBarcode);
};
