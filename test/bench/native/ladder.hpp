// One price ladder for both sides: a ring of levels over a window of ticks with a three-layer bitmap, and far levels in
// a sorted array. Invariant: a tick inside the window is never far, and an empty level is all zero.
#pragma once
#include "layout.hpp"

struct Arena {
  u8* base = nullptr;
  u32 used = 64;
  template <class T> INLINE T& at(u32 address) const { return *reinterpret_cast<T*>(base + address); }
  u32 take(u64 bytes) {
    u32 address = (used + 63) & ~63u;
    used = (u32)(address + bytes);
    return address;
  }
};

struct Ladders {
  Arena& m;
  u32 windowTicks, farBase = 0, freeFar = 0, freshFar = 0, farCapacity = 0;
  explicit Ladders(Arena& arena, u32 ticks) : m(arena), windowTicks(ticks) {}

  INLINE u64& word(u32 base, u32 index) const { return m.at<u64>(base + index * 8); }
  INLINE void setBit(Ladder& l, u32 p) {
    word(l.bits0, p >> 6) |= 1ull << (p & 63);
    word(l.bits1, p >> 12) |= 1ull << (p >> 6 & 63);
    l.bits2 |= 1ull << (p >> 12);
  }
  INLINE void clearBit(Ladder& l, u32 p) {
    if ((word(l.bits0, p >> 6) &= ~(1ull << (p & 63))) != 0) return;
    if ((word(l.bits1, p >> 12) &= ~(1ull << (p >> 6 & 63))) != 0) return;
    l.bits2 &= ~(1ull << (p >> 12));
  }
  static INLINE u64 below(u32 n) { return (1ull << n) - 1; }
  static INLINE u64 above(u32 n) { return ~1ull << n; }
  static INLINE u32 top(u64 x) { return 63 - __builtin_clzll(x); }
  static INLINE u32 low(u64 x) { return __builtin_ctzll(x); }
  // Highest set place below p, or −1.
  INLINE i32 placeBelow(const Ladder& l, u32 p) const {
    u64 w = word(l.bits0, p >> 6) & below(p & 63);
    if (LIKELY(w)) return (p & ~63u) + top(w);
    w = word(l.bits1, p >> 12) & below(p >> 6 & 63);
    u32 w0;
    if (w) w0 = (p >> 12 << 6) + top(w);
    else {
      w = l.bits2 & below(p >> 12);
      if (!w) return -1;
      u32 w1 = top(w);
      w0 = (w1 << 6) + top(word(l.bits1, w1));
    }
    return (w0 << 6) + top(word(l.bits0, w0));
  }
  INLINE i32 placeAbove(const Ladder& l, u32 p) const {
    u64 w = word(l.bits0, p >> 6) & above(p & 63);
    if (LIKELY(w)) return (p & ~63u) + low(w);
    w = word(l.bits1, p >> 12) & above(p >> 6 & 63);
    u32 w0;
    if (w) w0 = (p >> 12 << 6) + low(w);
    else {
      w = l.bits2 & above(p >> 12);
      if (!w) return -1;
      u32 w1 = low(w);
      w0 = (w1 << 6) + low(word(l.bits1, w1));
    }
    return (w0 << 6) + low(word(l.bits0, w0));
  }
  INLINE bool isInside(const Ladder& l, i32 tick) const { return (u32)tick - (u32)l.lowTick <= l.mask; }
  INLINE u32 ringLevel(const Ladder& l, i32 tick) const { return l.levels + ((u32)tick & l.mask) * 16; }
  INLINE i32 tickOf(const Ladder& l, u32 level) const {
    u32 place = (level - l.levels) >> 4;
    if (LIKELY(place <= l.mask)) return l.lowTick + (i32)((place - (u32)l.lowTick) & l.mask);
    return m.at<FarLevel>(level).tick;
  }
  // The occupied tick next below / above `tick` inside the window; both ends of the ring are looked at once.
  INLINE bool windowBelow(const Ladder& l, i32 tick, i32& found) const {
    u32 p = (u32)tick & l.mask;
    i32 q = placeBelow(l, p);
    if (UNLIKELY(q < 0)) {
      if (!l.bits2) return false;
      u32 w1 = top(l.bits2), w0 = (w1 << 6) + top(word(l.bits1, w1));
      q = (w0 << 6) + top(word(l.bits0, w0));
    }
    u32 d = (p - (u32)q) & l.mask;
    found = tick - (i32)d;
    return d != 0 && found >= l.lowTick;
  }
  INLINE bool windowAbove(const Ladder& l, i32 tick, i32& found) const {
    u32 p = (u32)tick & l.mask;
    i32 q = placeAbove(l, p);
    if (UNLIKELY(q < 0)) {
      if (!l.bits2) return false;
      u32 w1 = low(l.bits2), w0 = (w1 << 6) + low(word(l.bits1, w1));
      q = (w0 << 6) + low(word(l.bits0, w0));
    }
    u32 d = ((u32)q - p) & l.mask;
    found = tick + (i32)d;
    return d != 0 && (u32)found - (u32)l.lowTick <= l.mask;
  }

  static u64 farKey(i32 tick) { return (u64)((i64)tick + (1ll << 31)) << 32; }
  INLINE u64& farEntry(const Ladder& l, u32 i) const { return m.at<u64>(l.far + i * 8); }
  // First entry whose tick is not below `tick`.
  u32 farSearch(const Ladder& l, i32 tick) const {
    u32 lo = 0, hi = l.farCount;
    while (lo < hi) {
      u32 mid = (lo + hi) >> 1;
      if (farEntry(l, mid) < farKey(tick)) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }
  COLD u32 farLevel(Ladder& l, i32 tick) {
    u32 i = farSearch(l, tick);
    if (i < l.farCount && farEntry(l, i) >> 32 == farKey(tick) >> 32) return (u32)farEntry(l, i);
    u32 address = freeFar;
    if (address) freeFar = m.at<FarLevel>(address).nextFree;
    else if (freshFar < farCapacity) address = farBase + freshFar++ * 32;
    else __builtin_trap();
    memset(&m.at<FarLevel>(address), 0, 32);
    m.at<FarLevel>(address).tick = tick;
    memmove(&farEntry(l, i + 1), &farEntry(l, i), (l.farCount - i) * 8);
    farEntry(l, i) = farKey(tick) | address;
    l.farCount++;
    return address;
  }
  COLD void dropFar(Ladder& l, u32 address) {
    u32 i = farSearch(l, m.at<FarLevel>(address).tick);
    l.farCount--;
    memmove(&farEntry(l, i), &farEntry(l, i + 1), (l.farCount - i) * 8);
    memset(&m.at<FarLevel>(address), 0, 32);
    m.at<FarLevel>(address).nextFree = freeFar;
    freeFar = address;
  }
  // Moves the orders of one level to another address; O(orders), paid only by levels that cross the window's edge.
  void moveLevel(u32 from, u32 to) {
    Level& a = m.at<Level>(from);
    Level& b = m.at<Level>(to);
    b = a;
    m.at<OrderNode>(b.next).prev = to;
    m.at<OrderNode>(b.prev).next = to;
    for (u32 n = b.next; n != to; n = m.at<OrderNode>(n).next) m.at<OrderNode>(n).level = to;
    memset(&a, 0, 16);
  }
  COLD void recentre(Ladder& l, i32 centre) {
    i32 newLow = centre - (i32)(windowTicks / 2), oldLow = l.lowTick;
    i64 w = windowTicks;
    i64 from = newLow > oldLow ? oldLow : (i64)newLow + w, to = newLow > oldLow ? newLow : oldLow + w;
    if (from < oldLow) from = oldLow;
    if (to > oldLow + w) to = oldLow + w;
    for (i64 t = from; t < to; t++) {
      u32 level = ringLevel(l, (i32)t);
      if (!m.at<Level>(level).next) continue;
      moveLevel(level, farLevel(l, (i32)t));
      clearBit(l, (u32)t & l.mask);
    }
    l.lowTick = newLow;
    l.recentreCount++;
    for (u32 i = farSearch(l, newLow); i < l.farCount;) {
      u32 address = (u32)farEntry(l, i);
      i32 t = m.at<FarLevel>(address).tick;
      if (!isInside(l, t)) break;
      moveLevel(address, ringLevel(l, t));
      setBit(l, (u32)t & l.mask);
      dropFar(l, address);
    }
  }
  // Level below / above `tick` wherever it is; 0 = none.
  INLINE u32 levelBelow(const Ladder& l, i32 tick, i32& found) const {
    if (LIKELY(isInside(l, tick)) && windowBelow(l, tick, found)) return ringLevel(l, found);
    return farBelow(l, tick, found);
  }
  INLINE u32 levelAbove(const Ladder& l, i32 tick, i32& found) const {
    if (LIKELY(isInside(l, tick)) && windowAbove(l, tick, found)) return ringLevel(l, found);
    return farAbove(l, tick, found);
  }
  COLD u32 farBelow(const Ladder& l, i32 tick, i32& found) const {
    u32 i = farSearch(l, tick), address = i ? (u32)farEntry(l, i - 1) : 0;
    i32 t = address ? m.at<FarLevel>(address).tick : NO_BID;
    i64 high = (i64)l.lowTick + l.mask;
    i32 inner;
    if (tick > high && t <= high) {
      u32 level = ringLevel(l, (i32)high);
      if (m.at<Level>(level).next) return found = (i32)high, level;
      if (windowBelow(l, (i32)high, inner)) return found = inner, ringLevel(l, inner);
    }
    found = t;
    return address;
  }
  COLD u32 farAbove(const Ladder& l, i32 tick, i32& found) const {
    u32 i = farSearch(l, tick + 1), address = i < l.farCount ? (u32)farEntry(l, i) : 0;
    i32 t = address ? m.at<FarLevel>(address).tick : NO_ASK;
    i32 inner;
    if (tick < l.lowTick && t >= l.lowTick) {
      u32 level = ringLevel(l, l.lowTick);
      if (m.at<Level>(level).next) return found = l.lowTick, level;
      if (windowAbove(l, l.lowTick, inner)) return found = inner, ringLevel(l, inner);
    }
    found = t;
    return address;
  }
};
