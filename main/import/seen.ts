/** Numbers that a file has brought so far, in 16 bytes each: a Set of millions of them takes five times as much. */
export class SeenNumbers {
  private slots = new Float64Array(1 << 12);
  private count = 0;

  /** @returns false where it was there already */
  add(digits: string): boolean {
    // 0 marks a free slot.
    const value = Number(digits) + 1;
    if (!insert(this.slots, value)) return false;
    this.count += 1;
    if (this.count * 2 > this.slots.length) {
      const larger = new Float64Array(this.slots.length * 2);
      for (const slot of this.slots) if (slot !== 0) insert(larger, slot);
      this.slots = larger;
    }
    return true;
  }
}

const insert = (slots: Float64Array, value: number): boolean => {
  const mask = slots.length - 1;
  // Both halves of the number, mixed: customer numbers differ in their front, contract numbers at their end.
  let at = (Math.imul(value % 0x10000_0000, 0x9e3779b1) ^ Math.imul(Math.floor(value / 0x10000), 0x85ebca6b)) >>> 0;
  for (at = (at ^ (at >>> 15)) & mask; slots[at] !== 0; at = (at + 1) & mask) if (slots[at] === value) return false;
  slots[at] = value;
  return true;
};
