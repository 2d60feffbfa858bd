/**
 * Looks at the pages of a column before the decoder does: counts and run lengths that a page declares must fit it.
 * The decoder believes them, and one flipped bit could keep it busy for ever. Parquet format, “Data Pages” and
 * “RLE / bit-packing hybrid”; page headers are Thrift's compact protocol.
 */
type Fields = ReadonlyMap<number, number | Fields>;

const PageType = { data: 0, index: 1, dictionary: 2, dataV2: 3 } as const;
const Encoding = { plainDictionary: 2, rle: 3, rleDictionary: 8 } as const;
/** Offsets of the header structs in a page header, and their fields. */
const Page = { type: 1, size: 2, packedSize: 3, data: 5, dictionary: 7, dataV2: 8 } as const;

export interface PageColumn {
  readonly isOptional: boolean;
  readonly isBoolean: boolean;
  /** rows of the row group */
  readonly rows: number;
  readonly unpack: (bytes: Uint8Array, size: number) => Uint8Array;
}

class Compact {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error('a page ends inside its header');
    return byte;
  }
  varint(): number {
    let value = 0;
    for (let shift = 1; shift < 2 ** 49; shift *= 128) {
      const byte = this.byte();
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
    throw new Error('a number in a page header is too long');
  }
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  struct(depth = 0): Fields {
    if (depth > 8) throw new Error('a page header is nested too deeply');
    const fields = new Map<number, number | Fields>();
    for (let id = 0; ;) {
      const head = this.byte();
      if ((head & 15) === 0) return fields;
      id = head >> 4 === 0 ? this.zigzag() : id + (head >> 4);
      fields.set(id, this.#value(head & 15, depth));
    }
  }
  #value(type: number, depth: number): number | Fields {
    if (type === 1 || type === 2) return 2 - type;
    if (type === 3) return this.byte();
    if (type >= 4 && type <= 6) return this.zigzag();
    if (type === 7 || type === 8) {
      const length = type === 7 ? 8 : this.varint();
      this.at += length;
      return 0;
    }
    if (type === 12) return this.struct(depth + 1);
    throw new Error(`a page header holds a field of type ${type}`);
  }
}

/** Runs until `values` are there; none may be longer than what is left. */
function checkRuns(bytes: Uint8Array, width: number, values: number): void {
  if (width > 32) throw new Error(`values of ${width} bits`);
  const runs = new Compact(bytes);
  for (let seen = 0; seen < values;) {
    const head = runs.varint();
    const count = head % 2 === 0 ? head / 2 : ((head - 1) / 2) * 8;
    if (count > values - seen + 7) throw new Error(`a run of ${count} in a page of ${values} values`);
    runs.at += head % 2 === 0 ? (width + 7) >> 3 : (count / 8) * width;
    if (count === 0) throw new Error('a run of nothing');
    seen += count;
  }
}

const sub = (fields: Fields, id: number): Fields => {
  const value = fields.get(id);
  if (typeof value !== 'object') throw new Error('a page header is incomplete');
  return value;
};
const number = (fields: Fields, id: number): number => {
  const value = fields.get(id);
  return typeof value === 'number' ? value : 0;
};

function checkValues(page: Uint8Array, encoding: number, values: number, isBoolean: boolean): void {
  if (encoding === Encoding.plainDictionary || encoding === Encoding.rleDictionary) {
    const width = page[0] ?? 0;
    if (width > 0) checkRuns(page.subarray(1), width, values);
  } else if (encoding === Encoding.rle && isBoolean) checkRuns(page.subarray(4), 1, values);
}

/** There may be fewer values than rows: the runs may end early, but none may be longer than the rows. */
function checkNullable(page: Uint8Array, encoding: number, rows: number, isBoolean: boolean): void {
  const isDictionary = encoding === Encoding.plainDictionary || encoding === Encoding.rleDictionary;
  if (!isDictionary && !(encoding === Encoding.rle && isBoolean)) return;
  const width = isDictionary ? (page[0] ?? 0) : 1;
  if (width > 32) throw new Error(`values of ${width} bits`);
  const runs = new Compact(page.subarray(isDictionary ? 1 : 4));
  while (width > 0 && runs.at < runs.bytes.length) {
    const head = runs.varint();
    const count = head % 2 === 0 ? head / 2 : ((head - 1) / 2) * 8;
    if (count > rows + 7) throw new Error(`a run of ${count} in a page of ${rows} rows`);
    runs.at += head % 2 === 0 ? (width + 7) >> 3 : (count / 8) * width;
  }
}

/** Answers the values of the page that count as rows. Nulls make a page hold fewer values than it declares. */
function checkPage(header: Fields, packed: Uint8Array, column: PageColumn): number {
  const type = number(header, Page.type);
  if (type !== PageType.data && type !== PageType.dataV2) return 0;
  const about = sub(header, type === PageType.data ? Page.data : Page.dataV2);
  const values = number(about, 1);
  if (values < 0 || values > column.rows)
    throw new Error(`a page of ${values} values in ${column.rows} rows`);
  if (type === PageType.data) {
    const page = column.unpack(packed, number(header, Page.size));
    if (!column.isOptional) checkValues(page, number(about, 2), values, column.isBoolean);
    else {
      const length = new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(0, true);
      checkRuns(page.subarray(4, 4 + length), 1, values);
      checkNullable(page.subarray(4 + length), number(about, 2), values, column.isBoolean);
    }
    return values;
  }
  const [levels, repeats] = [number(about, 5), number(about, 6)];
  if (levels < 0 || repeats !== 0 || levels > packed.length)
    throw new Error('levels that do not fit their page');
  if (column.isOptional) checkRuns(packed.subarray(0, levels), 1, values);
  const isPacked = !about.has(7) || number(about, 7) === 1;
  const rest = packed.subarray(levels);
  const page = isPacked ? column.unpack(rest, number(header, Page.size) - levels) : rest;
  if (column.isOptional) checkNullable(page, number(about, 4), values, column.isBoolean);
  else checkValues(page, number(about, 4), values, column.isBoolean);
  return values;
}

/** `bytes` are those of one column of a row group. Throws a plain error that says what does not fit. */
export function checkPages(bytes: Uint8Array, column: PageColumn): void {
  let at = 0;
  for (let rows = 0; rows < column.rows;) {
    const reader = new Compact(bytes.subarray(at));
    const header = reader.struct();
    const size = number(header, Page.packedSize);
    at += reader.at;
    if (size < 0 || at + size > bytes.length) throw new Error('a page that lies outside its column');
    rows += checkPage(header, bytes.subarray(at, at + size), column);
    at += size;
    if (at >= bytes.length && rows < column.rows) throw new Error(`${rows} values instead of ${column.rows}`);
  }
}
