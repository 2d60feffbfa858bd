/**
 * Whether a run is the run that was claimed, and if not, where it begins to differ (docs/FORMATS.md, "Link", key `p`).
 * Pure: two results in, one verdict out. A prefix digest is the first 6 hex digits of a block digest, so it can only
 * narrow a difference down; equality is decided by the whole digest and the report count alone.
 */
import { groupDigits } from './outcome';
import type { CannotReason } from './outcome';
import type { Claim } from './shared-run';

export const blockReports = 4096;
export const maxPrefixes = 16;
const prefixDigits = 6;

export interface ActualResult {
  readonly engine: string;
  readonly reportCount: number;
  readonly digest: string;
  /** of every sealed block */
  readonly blockDigests: readonly string[];
}

export type Verdict =
  | { readonly kind: 'verified'; readonly reportCount: number; readonly digest: string }
  | {
      readonly kind: 'sameResult';
      readonly reportCount: number;
      readonly digest: string;
      readonly claimedEngine: string;
      readonly engine: string;
    }
  | {
      readonly kind: 'differs';
      /** first and last report, counted from 0, among which the first difference is */
      readonly fromReport: number;
      readonly toReport: number;
      readonly claimed: { readonly reportCount: number; readonly digest: string };
      readonly actual: { readonly reportCount: number; readonly digest: string };
    }
  | { readonly kind: 'cannotVerify'; readonly reason: CannotReason; readonly message: string };

export const sealedBlocks = (reportCount: number): number => Math.floor(reportCount / blockReports);
const prefixCount = (blocks: number): number => Math.min(maxPrefixes, blocks);

/** How many sealed blocks each prefix covers. */
function prefixSpans(blocks: number): number[] {
  const count = prefixCount(blocks);
  return Array.from({ length: count }, (_, index) => Math.floor((blocks * (index + 1)) / count));
}

export function prefixDigests(blockDigests: readonly string[]): string[] {
  return prefixSpans(blockDigests.length).map((span) => blockDigests[span - 1]!.slice(0, prefixDigits));
}

/** The value of `p` as a list, or null when its length does not fit the report count. */
export function splitPrefixes(text: string, reportCount: number): string[] | null {
  const count = prefixCount(sealedBlocks(reportCount));
  if (text.length !== count * prefixDigits || !/^[0-9a-f]*$/.test(text)) return null;
  return Array.from({ length: count }, (_, index) =>
    text.slice(index * prefixDigits, (index + 1) * prefixDigits),
  );
}

export function compareClaim(claim: Claim, actual: ActualResult): Verdict {
  const { reportCount, digest } = actual;
  if (claim.digest === digest && claim.reportCount === reportCount) {
    if (claim.engine === null || claim.engine === actual.engine)
      return { kind: 'verified', reportCount, digest };
    return { kind: 'sameResult', reportCount, digest, claimedEngine: claim.engine, engine: actual.engine };
  }
  return {
    kind: 'differs',
    ...differingRange(claim, actual),
    claimed: { reportCount: claim.reportCount, digest: claim.digest },
    actual: { reportCount, digest },
  };
}

/** The narrowest range that the claim's digests allow to name. */
function differingRange(claim: Claim, actual: ActualResult): { fromReport: number; toReport: number } {
  const exact = claim.blockDigests;
  const claimed = exact ?? claim.prefix;
  const spans =
    exact === null ? prefixSpans(sealedBlocks(claim.reportCount)) : exact.map((_, index) => index + 1);
  const lastReport = Math.max(claim.reportCount, actual.reportCount, 1) - 1;
  let equalBlocks = 0;
  for (const [index, mark] of claimed.entries()) {
    const span = spans[index] ?? equalBlocks;
    const own = actual.blockDigests[span - 1];
    if (own === undefined || !own.startsWith(mark)) {
      return {
        fromReport: equalBlocks * blockReports,
        toReport: Math.min(span * blockReports - 1, lastReport),
      };
    }
    equalBlocks = span;
  }
  return { fromReport: Math.min(equalBlocks * blockReports, lastReport), toReport: lastReport };
}

/** One plain sentence. */
export function describeVerdict(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'verified':
      return `Verified: ${groupDigits(verdict.reportCount)} reports, digest ${verdict.digest}.`;
    case 'sameResult':
      return `Same result with this engine: ${groupDigits(verdict.reportCount)} reports, digest ${verdict.digest}; the run was made by engine ${verdict.claimedEngine}, this is ${verdict.engine}.`;
    case 'differs':
      return `Differs in reports ${groupDigits(verdict.fromReport)}–${groupDigits(verdict.toReport)}: claimed ${groupDigits(verdict.claimed.reportCount)} reports with digest ${verdict.claimed.digest}, got ${groupDigits(verdict.actual.reportCount)} with ${verdict.actual.digest}.`;
    case 'cannotVerify':
      return `Cannot verify (${verdict.reason}): ${verdict.message}`;
  }
}
