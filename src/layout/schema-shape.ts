/**
 * What a record and a list of codes look like in the schema. It knows nothing of any particular one.
 */
export type FieldType = 'u8' | 'u16' | 'u32' | 'i32' | 'u64' | 'i64' | 'f64';
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly doc: string;
}
export interface RecordSchema {
  readonly name: string;
  readonly size: number;
  readonly doc: string;
  readonly fields: readonly Field[];
}
export interface CodeSchema {
  readonly name: string;
  readonly prefix: string;
  readonly doc: string;
  /** name, number, plain words. Numbers are stable for ever: they are in digests, links and files. */
  readonly values: readonly (readonly [name: string, value: number, doc: string])[];
}

/** One field of a record. */
export const f = (name: string, type: FieldType, doc: string): Field => ({ name, type, doc });
