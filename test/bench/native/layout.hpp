// Records of the native twin: byte for byte those of src/layout/schema.ts, so that both sides move the same bytes.
// Addresses are u32 offsets into one arena, as in linear memory.
#pragma once
#include <cstdint>
#include <cstring>

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using i32 = int32_t;
using u64 = uint64_t;
using i64 = int64_t;

enum : u8 { CMD_NEW = 1, CMD_CANCEL = 2, CMD_REDUCE = 3, CMD_REPLACE = 4 };
enum : u8 { TIF_GTC = 0, TIF_IOC = 1 };
enum : u8 {
  REP_ACCEPTED = 1, REP_REJECTED = 2, REP_FILL = 3, REP_CANCELLED = 4, REP_REPLACED = 5,
  REP_CANCEL_REJECTED = 7, REP_REPLACE_REJECTED = 9, REP_FILL_TAIL = 131,
};
enum : u8 {
  REJECT_INSTRUMENT = 1, REJECT_SIDE = 3, REJECT_LOTS = 5, REJECT_OFF_TICK = 6, REJECT_RANGE = 7,
  REJECT_DUPLICATE = 8, REJECT_UNKNOWN_ID = 9,
};
enum : u8 { CANCEL_REQUESTED = 1, CANCEL_IOC = 2 };
constexpr i32 NO_BID = INT32_MIN, NO_ASK = INT32_MAX;

struct Command { i64 tsNs; u64 orderId; i64 priceUnits; u32 lots; u8 kind, side, tif, flags; u16 instrument; u8 rank, displayShift; u32 account; };
struct Report { u8 kind, flags; u16 instrument; u32 lots; i64 tsNs; u64 orderId; i64 priceUnits; };
struct FillTail { u8 kind, flags; u16 instrument; u32 makerLeavesLots; u64 takerOrderId; u32 takerLeavesLots, makerAccount, takerAccount, zero; };
struct OrderNode { u32 next, prev, lots, level; };
struct OrderCold { u64 orderId; i64 tsNs; u32 originalLots, extension, chain; u16 instrument; u8 side, flags; };
struct Level { u32 next, prev; i64 totalLots; };
struct FarLevel { u32 next, prev; i64 totalLots; i32 tick; u32 nextFree; u64 zero; };
struct Ladder { i32 lowTick; u32 mask, levels, bits0, bits1, far, farCount, recentreCount; u64 bits2; u64 zero[3]; };
struct Book {
  i32 bestBidTick, bestAskTick; u32 bestBidLevel, bestAskLevel, bidLadder, askLadder, unitsPerTick, maxLots; i32 minTick, maxTick;
  u8 mode, selfTrade, session, checked; u32 liveOrders; i32 touchBidTick, touchAskTick; i64 touchBidLots, touchAskLots, tradedLots, lastPriceUnits;
  u32 tradeCount, fifoDisagreements, unknownOrders, crossedCount; i64 overdrawnLots; u64 zero[2];
};
static_assert(sizeof(Command) == 40 && sizeof(Report) == 32 && sizeof(FillTail) == 32, "journal and input");
static_assert(sizeof(OrderNode) == 16 && sizeof(OrderCold) == 32 && sizeof(Level) == 16 && sizeof(FarLevel) == 32, "book");
static_assert(sizeof(Ladder) == 64 && sizeof(Book) == 128, "instrument");

#define INLINE inline __attribute__((always_inline))
#define COLD __attribute__((noinline, cold))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
