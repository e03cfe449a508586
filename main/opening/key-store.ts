// Where keys and passwords rest between two starts: the system's own store, or nowhere.

export type KeyStore = {
  readonly isThere: boolean;
  /** @param of the database's address without its password */
  readonly get: (of: string) => Promise<string | null>;
  readonly set: (of: string, secret: string) => Promise<void>;
};

export const noKeyStore: KeyStore = { isThere: false, get: async () => null, set: async () => {} };
