import { BadInput } from './input.ts';

/** 0 or none: any free one. */
export const portNumber = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw new BadInput(`--port ${text}: 0から65535までの数で指定してください / --port takes a number from 0 to 65535`);
  return port;
};
