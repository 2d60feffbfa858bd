// XXH64 of sealed blocks of 4,096 reports, each seeded with the digest of the block before. A journal unit is one
// 32-byte stripe, so the four lanes take it whole and nothing is ever buffered.
#pragma once
#include "layout.hpp"

constexpr u64 P1 = 0x9E3779B185EBCA87ull, P2 = 0xC2B2AE3D27D4EB4Full, P3 = 0x165667B19E3779F9ull, P4 = 0x85EBCA77C2B2AE63ull,
              P5 = 0x27D4EB2F165667C5ull;
constexpr u32 BLOCK_REPORTS = 4096;

INLINE u64 rotateLeft(u64 x, int by) { return (x << by) | (x >> (64 - by)); }
INLINE u64 roundOf(u64 lane, u64 word) { return rotateLeft(lane + word * P2, 31) * P1; }

struct Digest {
  u64 lane0, lane1, lane2, lane3, chain = 0, blockUnits = 0, reportCount = 0;
  u32 blockReports = 0;
  Digest() { open(); }
  void open() {
    lane0 = chain + P1 + P2;
    lane1 = chain + P2;
    lane2 = chain;
    lane3 = chain - P1;
    blockUnits = blockReports = 0;
  }
  // Folds `count` units that lie one after the other; a block is sealed when its last report is complete.
  void fold(const u8* units, u64 count) {
    u64 a = lane0, b = lane1, c = lane2, d = lane3;
    for (u64 i = 0; i < count; i++, units += 32) {
      if (UNLIKELY(blockReports == BLOCK_REPORTS) && units[0] != REP_FILL_TAIL) {
        lane0 = a, lane1 = b, lane2 = c, lane3 = d;
        chain = sealed();
        open();
        a = lane0, b = lane1, c = lane2, d = lane3;
      }
      u64 words[4];
      memcpy(words, units, 32);
      a = roundOf(a, words[0]);
      b = roundOf(b, words[1]);
      c = roundOf(c, words[2]);
      d = roundOf(d, words[3]);
      blockUnits++;
      if (units[0] != REP_FILL_TAIL) blockReports++, reportCount++;
    }
    lane0 = a, lane1 = b, lane2 = c, lane3 = d;
  }
  u64 sealed() const {
    if (blockUnits == 0) return chain;
    u64 h = rotateLeft(lane0, 1) + rotateLeft(lane1, 7) + rotateLeft(lane2, 12) + rotateLeft(lane3, 18);
    for (u64 lane : {lane0, lane1, lane2, lane3}) h = (h ^ roundOf(0, lane)) * P1 + P4;
    h += blockUnits * 32;
    h = (h ^ (h >> 33)) * P2;
    h = (h ^ (h >> 29)) * P3;
    return h ^ (h >> 32);
  }
};
