// A list that somebody hands over has as many rows as they like, and agents wait for the end of its transaction.

/** Rows that are read and written by one statement. */
const pieceRows = 500;

export function* inPieces<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += pieceRows) yield rows.slice(from, from + pieceRows);
}
