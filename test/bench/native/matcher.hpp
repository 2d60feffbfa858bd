// The plain path of the matcher: new limit and IOC, cancel, replace; every report written to a ring in place.
// Same rules and order of checks as docs/FORMATS.md §2; a command of any other kind stops the twin.
#pragma once
#include <cstdio>
#include <cstdlib>
#include "digest.hpp"
#include "ladder.hpp"

struct Shape { u32 instruments, orders, windowTicks, unitsPerTick, maxLots, farLevels, journalUnits; i32 minTick, maxTick; };

struct Matcher {
  Arena m;
  Ladders ladders;
  u32 booksBase, instruments, nodesBase, coldBase, bucketsBase, journalBase, journalMask, orderCapacity, lineShift;
  u32 freeNode = 0, freshNodes = 1, liveOrders = 0;
  i64 nowNs = INT64_MIN;
  u64 head = 0, sink = 0;

  Matcher(u8* memory, const Shape& s) : ladders(m, s.windowTicks), instruments(s.instruments), orderCapacity(s.orders) {
    m.base = memory;
    u32 buckets = 1024;
    while (buckets < 2 * s.orders) buckets <<= 1;
    lineShift = 64;
    for (u32 lines = buckets / 16; lines > 1; lines >>= 1) lineShift--;
    booksBase = m.take(instruments * 128ull);
    u32 laddersBase = m.take(instruments * 64ull);
    nodesBase = m.take((s.orders + 1) * 16ull);
    coldBase = m.take((s.orders + 1) * 32ull);
    bucketsBase = m.take(buckets * 4ull);
    u32 levelsBase = m.take(16ull * s.windowTicks * instruments);
    u32 words0 = s.windowTicks / 64, words1 = (words0 + 63) / 64, bitsBytes = (words0 + words1) * 8;
    u32 bitsBase = m.take((u64)bitsBytes * instruments);
    u32 farArraysBase = m.take(8ull * s.farLevels * instruments);
    ladders.farCapacity = s.farLevels * instruments;
    ladders.farBase = m.take(32ull * ladders.farCapacity);
    journalBase = m.take(32ull * s.journalUnits);
    journalMask = s.journalUnits - 1;
    for (u32 i = 0; i < instruments; i++) {
      Book& b = m.at<Book>(booksBase + i * 128);
      b.bestBidTick = NO_BID, b.bestAskTick = NO_ASK;
      b.bidLadder = b.askLadder = laddersBase + i * 64;
      b.unitsPerTick = s.unitsPerTick, b.maxLots = s.maxLots, b.minTick = s.minTick, b.maxTick = s.maxTick;
      Ladder& l = m.at<Ladder>(b.bidLadder);
      l.mask = s.windowTicks - 1;
      l.levels = levelsBase + i * s.windowTicks * 16;
      l.bits0 = bitsBase + i * bitsBytes;
      l.bits1 = l.bits0 + words0 * 8;
      l.far = farArraysBase + i * s.farLevels * 8;
    }
  }

  INLINE u32 bucketOf(u64 id, u32 instrument) const {
    u64 line = (((id >> 4) + instrument * 0xD6E8FEB86659FD93ull) * 0x9E3779B97F4A7C15ull) >> lineShift;
    return bucketsBase + (u32)(line * 16 + (id & 15)) * 4;
  }
  INLINE OrderCold& coldOf(u32 slot) const { return m.at<OrderCold>(coldBase + slot * 32); }
  INLINE OrderCold& coldAt(u32 node) const { return m.at<OrderCold>(coldBase + (node - nodesBase) * 2); }

  template <class T> INLINE T& unit() { return m.at<T>(journalBase + ((u32)head++ & journalMask) * 32); }
  INLINE void report(u8 kind, u8 flags, u16 instrument, u32 lots, i64 ts, u64 id, i64 price) {
    unit<Report>() = Report{kind, flags, instrument, lots, ts, id, price};
  }

  INLINE void dropFromIndex(u32 node, const OrderCold& cold) {
    u32 slot = (node - nodesBase) >> 4, link = bucketOf(cold.orderId, cold.instrument);
    while (UNLIKELY(m.at<u32>(link) != slot)) link = coldBase + m.at<u32>(link) * 32 + offsetof(OrderCold, chain);
    m.at<u32>(link) = cold.chain;
  }
  INLINE void freeOrder(u32 node, OrderCold& cold) {
    memset(&cold, 0, 32);
    OrderNode& n = m.at<OrderNode>(node);
    memset(&n, 0, 16);
    n.next = freeNode;
    freeNode = node;
    liveOrders--;
  }

  INLINE void setBest(Book& b, bool sell, i32 tick, u32 level) {
    if (sell) b.bestAskTick = tick, b.bestAskLevel = level;
    else b.bestBidTick = tick, b.bestBidLevel = level;
  }
  // An emptied level: out of the bitmap (or the far array), and the touch moves on if it stood here.
  INLINE void emptied(Book& b, u32 address, bool sell) {
    Ladder& l = m.at<Ladder>(b.bidLadder);
    Level& level = m.at<Level>(address);
    level.next = level.prev = 0, level.totalLots = 0;
    bool isBest = address == (sell ? b.bestAskLevel : b.bestBidLevel);
    if (isBest) {
      i32 found;
      u32 next = sell ? ladders.levelAbove(l, b.bestAskTick, found) : ladders.levelBelow(l, b.bestBidTick, found);
      setBest(b, sell, found, next);
    }
    if (LIKELY(address - l.levels <= l.mask * 16)) ladders.clearBit(l, (address - l.levels) >> 4);
    else ladders.dropFar(l, address);
  }
  INLINE void unlink(Book& b, OrderNode& n, bool sell) {
    u32 next = n.next, prev = n.prev;
    m.at<OrderNode>(next).prev = prev;
    m.at<OrderNode>(prev).next = next;
    m.at<Level>(n.level).totalLots -= n.lots;
    if (next == prev && next == n.level) emptied(b, n.level, sell);
  }

  // A far price near the touch moves the window; a far price far from it stays far.
  COLD u32 placeOutside(Book& b, i32 tick, bool sell) {
    Ladder& l = m.at<Ladder>(b.bidLadder);
    i32 touch = sell ? (b.bestAskLevel ? b.bestAskTick : b.bestBidTick) : (b.bestBidLevel ? b.bestBidTick : b.bestAskTick);
    bool isAlone = !b.bestBidLevel && !b.bestAskLevel;
    i64 distance = isAlone ? 0 : (i64)tick - touch, reach = 3 * (i64)(l.mask + 1) / 8;
    bool isBetter = isAlone || (sell ? tick < b.bestAskTick : tick > b.bestBidTick);
    if (!isBetter && (distance > reach || distance < -reach)) return ladders.farLevel(l, tick);
    ladders.recentre(l, tick);
    if (b.bestBidLevel) b.bestBidLevel = levelAt(l, b.bestBidTick);
    if (b.bestAskLevel) b.bestAskLevel = levelAt(l, b.bestAskTick);
    return ladders.ringLevel(l, tick);
  }
  u32 levelAt(Ladder& l, i32 tick) { return ladders.isInside(l, tick) ? ladders.ringLevel(l, tick) : ladders.farLevel(l, tick); }

  INLINE void rest(Book& b, u32 node, i32 tick, u32 lots, bool sell) {
    Ladder& l = m.at<Ladder>(b.bidLadder);
    u32 address = LIKELY(ladders.isInside(l, tick)) ? ladders.ringLevel(l, tick) : placeOutside(b, tick, sell);
    Level& level = m.at<Level>(address);
    if (!level.next) {
      level.next = level.prev = address;
      if (LIKELY(address - l.levels <= l.mask * 16)) ladders.setBit(l, (address - l.levels) >> 4);
      if (sell ? tick < b.bestAskTick : tick > b.bestBidTick) setBest(b, sell, tick, address);
    }
    u32 tail = level.prev;
    m.at<OrderNode>(node) = OrderNode{address, tail, lots, address};
    m.at<OrderNode>(tail).next = node;
    level.prev = node;
    level.totalLots += lots;
  }

  // Fills best price first, earliest first; returns what is left.
  INLINE u32 match(Book& b, const Command& c, i32 tick, bool sell, u32 lots) {
    while (sell ? b.bestBidTick >= tick : b.bestAskTick <= tick) {
      u32 address = sell ? b.bestBidLevel : b.bestAskLevel;
      if (!address) break;
      Level& level = m.at<Level>(address);
      i64 price = (i64)(sell ? b.bestBidTick : b.bestAskTick) * b.unitsPerTick;
      u32 node = level.next;
      u64 traded = 0;
      do {
        OrderNode& n = m.at<OrderNode>(node);
        OrderCold& cold = coldAt(node);
        u32 quantity = lots < n.lots ? lots : n.lots;
        u32 leaves = n.lots - quantity;
        lots -= quantity;
        traded += quantity;
        report(REP_FILL, sell, c.instrument, quantity, c.tsNs, cold.orderId, price);
        unit<FillTail>() = FillTail{REP_FILL_TAIL, 0, c.instrument, leaves, c.orderId, lots, 0, 0, 0};
        b.tradeCount++;
        if (leaves) {
          n.lots = leaves;
          break;
        }
        u32 next = n.next;
        dropFromIndex(node, cold);
        freeOrder(node, cold);
        b.liveOrders--;
        node = next;
      } while (lots && node != address);
      level.totalLots -= traded;
      b.tradedLots += traded;
      b.lastPriceUnits = price;
      if (node == address) emptied(b, address, !sell);
      else {
        level.next = node;
        m.at<OrderNode>(node).prev = address;
      }
      if (!lots) break;
    }
    return lots;
  }

  INLINE u8 refusal(const Book& b, const Command& c, i64& tick) const {
    if (c.lots == 0 || c.lots > b.maxLots) return REJECT_LOTS;
    tick = c.priceUnits;
    if (b.unitsPerTick != 1) {
      tick = c.priceUnits / b.unitsPerTick;
      if (tick * b.unitsPerTick != c.priceUnits) return REJECT_OFF_TICK;
    }
    return tick < b.minTick || tick > b.maxTick ? REJECT_RANGE : 0;
  }

  INLINE void applyNew(const Command& c) {
    bool sell = c.side;
    i64 tick = 0;
    u8 code = 0;
    u32 bucket = 0, first = 0;
    Book& b = m.at<Book>(booksBase + (c.instrument < instruments ? c.instrument : 0) * 128);
    if (UNLIKELY(c.instrument >= instruments)) code = REJECT_INSTRUMENT;
    else if (UNLIKELY(c.side > 1)) code = REJECT_SIDE;
    else if (UNLIKELY((c.tif > TIF_IOC) | c.flags | c.displayShift | c.account)) unsupported(c);
    else code = refusal(b, c, tick);
    if (LIKELY(!code)) {
      bucket = bucketOf(c.orderId, c.instrument);
      first = m.at<u32>(bucket);
      for (u32 s = first; s; s = coldOf(s).chain)
        if (UNLIKELY(coldOf(s).orderId == c.orderId && coldOf(s).instrument == c.instrument)) code = REJECT_DUPLICATE;
    }
    if (UNLIKELY(code)) return report(REP_REJECTED, sell | code << 1, c.instrument, c.lots, c.tsNs, c.orderId, c.priceUnits);
    report(REP_ACCEPTED, sell, c.instrument, c.lots, c.tsNs, c.orderId, c.priceUnits);
    u32 lots = match(b, c, (i32)tick, sell, c.lots);
    if (!lots) return;
    if (c.tif == TIF_IOC)
      return report(REP_CANCELLED, sell | CANCEL_IOC << 1, c.instrument, lots, c.tsNs, c.orderId, c.priceUnits);
    u32 node = freeNode;
    if (LIKELY(node)) freeNode = m.at<OrderNode>(node).next;
    else if (freshNodes <= orderCapacity) node = nodesBase + freshNodes++ * 16;
    else fail("order capacity");
    liveOrders++;
    b.liveOrders++;
    // Fills may have taken makers off this very chain, so its head is read again.
    coldAt(node) = OrderCold{c.orderId, c.tsNs, c.lots, 0, m.at<u32>(bucket), c.instrument, c.side, 1};
    m.at<u32>(bucket) = (node - nodesBase) >> 4;
    rest(b, node, (i32)tick, lots, sell);
  }

  // Link that points at the order: address of a bucket or of a chain field; 0 when no live order has the id.
  INLINE u32 linkTo(u64 id, u32 instrument) const {
    u32 link = bucketOf(id, instrument);
    for (u32 s = m.at<u32>(link); s; s = m.at<u32>(link)) {
      const OrderCold& cold = coldOf(s);
      if (LIKELY(cold.orderId == id && cold.instrument == instrument)) return link;
      link = coldBase + s * 32 + offsetof(OrderCold, chain);
    }
    return 0;
  }

  INLINE void applyCancel(const Command& c) {
    u32 link = UNLIKELY(c.instrument >= instruments) ? 0 : linkTo(c.orderId, c.instrument);
    if (UNLIKELY(!link)) {
      u8 code = c.instrument >= instruments ? REJECT_INSTRUMENT : REJECT_UNKNOWN_ID;
      return report(REP_CANCEL_REJECTED, code << 1, c.instrument, c.lots, c.tsNs, c.orderId, c.priceUnits);
    }
    Book& b = m.at<Book>(booksBase + c.instrument * 128);
    u32 slot = m.at<u32>(link), node = nodesBase + slot * 16;
    OrderCold& cold = coldOf(slot);
    OrderNode& n = m.at<OrderNode>(node);
    bool sell = cold.side;
    m.at<u32>(link) = cold.chain;
    i64 price = (i64)ladders.tickOf(m.at<Ladder>(b.bidLadder), n.level) * b.unitsPerTick;
    report(REP_CANCELLED, sell | CANCEL_REQUESTED << 1, c.instrument, n.lots, c.tsNs, c.orderId, price);
    unlink(b, n, sell);
    freeOrder(node, cold);
    b.liveOrders--;
  }

  INLINE void applyReplace(const Command& c) {
    Book& b = m.at<Book>(booksBase + (c.instrument < instruments ? c.instrument : 0) * 128);
    i64 tick = 0;
    u32 link = 0;
    u8 code = UNLIKELY(c.instrument >= instruments) ? (u8)REJECT_INSTRUMENT : refusal(b, c, tick);
    if (LIKELY(!code) && !(link = linkTo(c.orderId, c.instrument))) code = REJECT_UNKNOWN_ID;
    if (UNLIKELY(code))
      return report(REP_REPLACE_REJECTED, code << 1, c.instrument, c.lots, c.tsNs, c.orderId, c.priceUnits);
    u32 slot = m.at<u32>(link), node = nodesBase + slot * 16;
    OrderCold& cold = coldOf(slot);
    bool sell = cold.side;
    unlink(b, m.at<OrderNode>(node), sell);
    u32 lots = match(b, c, (i32)tick, sell, c.lots);
    if (lots) {
      cold.tsNs = c.tsNs;
      cold.originalLots = c.lots;
      rest(b, node, (i32)tick, lots, sell);
    } else {
      dropFromIndex(node, cold);
      freeOrder(node, cold);
      b.liveOrders--;
    }
    report(REP_REPLACED, sell, c.instrument, c.lots, c.tsNs, c.orderId, c.priceUnits);
  }

  INLINE void apply(const Command& c) {
    if (UNLIKELY(c.tsNs < nowNs)) fail("time went back");
    nowNs = c.tsNs;
    if (c.kind == CMD_NEW) applyNew(c);
    else if (c.kind == CMD_CANCEL) applyCancel(c);
    else if (c.kind == CMD_REPLACE) applyReplace(c);
    else unsupported(c);
  }
  [[noreturn]] COLD void unsupported(const Command& c) {
    fprintf(stderr, "the twin has only the plain path (kind %u)\n", c.kind);
    exit(1);
  }
  [[noreturn]] COLD void fail(const char* what) {
    fprintf(stderr, "fault: %s\n", what);
    exit(1);
  }
};
