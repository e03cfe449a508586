import { InvalidArgumentError } from 'commander';

export const idNumber = (text: string): number => {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidArgumentError('番号は正の整数です / a number of a row is expected');
  return Number(text);
};
