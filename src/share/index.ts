/**
 * The share layer's front door: links, `.tapedeck` files and verdicts. A leaf that knows scenario and layout only.
 */
export { encodeLink, decodeLink } from './link';
export type { EncodedLink } from './link';
export { maxFragment } from './link-keys';
export { encodeRunFile, decodeRunFile } from './run-file';
export { compareClaim, describeVerdict, prefixDigests, sealedBlocks, splitPrefixes } from './verdict';
export type { ActualResult, Verdict } from './verdict';
export type { CannotReason, Refusal } from './outcome';
export type { Claim, Opened, SharedRun, Speed, View } from './shared-run';
export type { Bookmark, Loop, RunPlace } from './bookmarks';
