/** 22 digits as they stand on paper: 2-4-4-4-4-4. */
export const grouped = (supplyPointNo: string): string =>
  supplyPointNo.replace(/^(\d{2})(\d{4})(\d{4})(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3-$4-$5-$6');
