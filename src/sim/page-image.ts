/**
 * Engine images kept small: whole, or as the 4 KiB pages that differ from a whole one. It knows bytes only.
 * Invariant: `expand(shrink(image))` is the image, byte for byte.
 */
const pageBytes = 4096;

export interface WholeImage {
  readonly kind: 'whole';
  readonly bytes: Uint8Array;
}
export interface PagedImage {
  readonly kind: 'paged';
  readonly base: WholeImage;
  readonly length: number;
  /** indexes of the pages that differ, rising */
  readonly pages: Uint32Array;
  readonly data: Uint8Array;
}
export type StoredImage = WholeImage | PagedImage;

const wordsOf = (bytes: Uint8Array): Int32Array =>
  bytes.byteOffset % 4 === 0
    ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2)
    : wordsOf(bytes.slice());

function differingPages(image: Uint8Array, base: Uint8Array): number[] {
  const a = wordsOf(image);
  const b = wordsOf(base);
  const wordsAPage = pageBytes >>> 2;
  const shared = Math.min(a.length, b.length);
  const pageCount = Math.ceil(image.byteLength / pageBytes);
  const pages: number[] = [];
  for (let page = 0; page < pageCount; page += 1) {
    const end = (page + 1) * wordsAPage;
    // A page that is not whole in both is stored without looking.
    let isSame = end <= shared;
    for (let i = page * wordsAPage; isSame && i < end; i += 1) isSame = a[i] === b[i];
    if (!isSame) pages.push(page);
  }
  return pages;
}

/** The image against `base` when that saves at least half, else whole. Takes ownership of `image`. */
export function shrink(image: Uint8Array, base: WholeImage | null): StoredImage {
  if (!base) return { kind: 'whole', bytes: image };
  const pages = differingPages(image, base.bytes);
  if (pages.length * pageBytes * 2 > image.byteLength) return { kind: 'whole', bytes: image };
  const data = new Uint8Array(pages.length * pageBytes);
  pages.forEach((page, i) => {
    data.set(image.subarray(page * pageBytes, (page + 1) * pageBytes), i * pageBytes);
  });
  return { kind: 'paged', base, length: image.byteLength, pages: Uint32Array.from(pages), data };
}

/** `room`, when it is of the image's size, saves making a new array, which costs more than the copy. */
export function expand(image: StoredImage, room: Uint8Array | null = null): Uint8Array {
  if (image.kind === 'whole') return image.bytes;
  const bytes = room?.byteLength === image.length ? room : new Uint8Array(image.length);
  bytes.set(image.base.bytes.subarray(0, image.length));
  bytes.fill(0, Math.min(image.length, image.base.bytes.byteLength));
  image.pages.forEach((page, i) => {
    const start = page * pageBytes;
    const size = Math.min(pageBytes, image.length - start);
    bytes.set(image.data.subarray(i * pageBytes, i * pageBytes + size), start);
  });
  return bytes;
}
