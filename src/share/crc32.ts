/**
 * CRC-32 as in zip and PNG (polynomial 0xEDB88320), over ASCII text. It finds accidents in a link, not attacks.
 */
const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** Eight hex digits. Characters above 255 count by their low byte; a link has none. */
export function crc32Hex(text: string): string {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index++) {
    crc = (crc >>> 8) ^ table[(crc ^ text.charCodeAt(index)) & 255]!;
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
