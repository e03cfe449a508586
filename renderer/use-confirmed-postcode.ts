import { useState } from 'react';

/** Ticked for one postcode: of another one nothing was confirmed. */
export const useConfirmedPostcode = (postcode: string, needsConfirmation: boolean) => {
  const [confirmed, setConfirmed] = useState<string | null>(null);
  return {
    /** Null: it needs no confirmation. */
    isConfirmed: needsConfirmation ? confirmed === postcode : null,
    onConfirm: (isConfirmed: boolean) => setConfirmed(isConfirmed ? postcode : null),
  };
};
