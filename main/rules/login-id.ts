/** A login ID that a customer chooses: 4 to 64 half-width letters, digits, `.`, `_` and `-`, beginning with neither sign. */
export const isLoginIdAllowed = (loginId: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{3,63}$/.test(loginId);

/** A member of staff's: shorter, and in lower case. */
export const isStaffLoginAllowed = (loginKey: string): boolean => /^[a-z0-9][a-z0-9._-]{1,63}$/.test(loginKey);
