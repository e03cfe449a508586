/** The passphrase for the print house alone: encrypted to its public key in age's format (rule 15). */
import { armor, Encrypter } from 'age-encryption';

/** A public key that a passphrase can be encrypted to: `age1...`. Its letters are checked, not who holds it. */
export const isPrintHouseKey = (key: string): boolean => {
  if (key.length > 4000) return false;
  try {
    new Encrypter().addRecipient(key);
    return /^age1/.test(key);
  } catch {
    return false;
  }
};

/** @returns the text of a file that `age --decrypt` reads. @throws where the key is none */
export const encryptPassphrase = async (passphrase: string, key: string): Promise<string> => {
  const encrypter = new Encrypter();
  encrypter.addRecipient(key);
  return armor.encode(await encrypter.encrypt(passphrase));
};
