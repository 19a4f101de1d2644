import fc from 'fast-check';

/** Of fast-check's units this is `binary`, without the second that its table takes to make. */
export const anyCharacter = fc
  .nat(0x10ffff - 0x800)
  .map((point) => String.fromCodePoint(point < 0xd800 ? point : point + 0x800));
