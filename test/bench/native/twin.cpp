// Native twin of the plain matching loop, for comparison in one run. Reads Command records (or a flow file) into memory,
// then one request a line on standard input: "<variant> <digest>", variant plain|prefetch, digest 0|1. Each request
// plays the whole input into a fresh book and prints one JSON line. `--canonical` prints the canonical stream instead.
#include <sys/mman.h>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>
#include "matcher.hpp"

constexpr u32 BATCH = 512;
constexpr i64 AHEAD = 32;

struct Input { std::vector<Command> commands; u64 warmup = 0; };

static std::vector<u8> readFile(const char* path) {
  FILE* f = fopen(path, "rb");
  if (!f) { perror(path); exit(1); }
  fseek(f, 0, SEEK_END);
  std::vector<u8> bytes(ftell(f));
  rewind(f);
  if (fread(bytes.data(), 1, bytes.size(), f) != bytes.size()) exit(1);
  fclose(f);
  return bytes;
}

// Flow file of docs/FORMATS.md §3: sequence becomes the time.
static std::vector<Command> fromFlow(const std::vector<u8>& bytes) {
  u32 count;
  memcpy(&count, &bytes[12], 4);
  std::vector<Command> out(count);
  constexpr u8 kinds[] = {CMD_NEW, CMD_CANCEL, CMD_REPLACE};
  for (u32 i = 0; i < count; i++) {
    const u8* r = &bytes[16 + i * 40ull];
    Command& c = out[i] = Command{};
    c.kind = kinds[r[0]], c.side = r[1], c.tif = r[2] ? TIF_IOC : TIF_GTC;
    memcpy(&c.lots, r + 4, 4);
    memcpy(&c.tsNs, r + 8, 8);
    memcpy(&c.orderId, r + 16, 8);
    memcpy(&c.priceUnits, r + 24, 8);
  }
  return out;
}

// Three passes without a branch, each over what the one before has brought near: the buckets of the messages after
// next, the orders of the next ones with the levels of their prices, then the neighbours of both.
INLINE void prefetchFor(const Matcher& t, const Command* c, const Command* end) {
  const Command* later = c + 2 * AHEAD <= end ? c + AHEAD : end - AHEAD;
  u32 nodes[AHEAD], levels[AHEAD];
  for (i64 i = 0; i < AHEAD; i++) __builtin_prefetch(t.m.base + t.bucketOf(later[i].orderId, later[i].instrument), 1);
  for (i64 i = 0; i < AHEAD; i++) {
    const Command& p = c[i];
    u32 slot = t.m.at<u32>(t.bucketOf(p.orderId, p.instrument));
    const Ladder& l = t.m.at<Ladder>(t.m.at<Book>(t.booksBase + p.instrument * 128).bidLadder);
    nodes[i] = t.nodesBase + slot * 16;
    levels[i] = t.ladders.ringLevel(l, (i32)p.priceUnits);
    __builtin_prefetch(&t.coldAt(nodes[i]), 1);
    __builtin_prefetch(t.m.base + nodes[i], 1);
    __builtin_prefetch(t.m.base + levels[i], 1);
  }
  for (i64 i = 0; i < AHEAD; i++) {
    const OrderNode& n = t.m.at<OrderNode>(nodes[i]);
    bool isNew = c[i].kind == CMD_NEW;
    __builtin_prefetch(t.m.base + (isNew ? t.m.at<Level>(levels[i]).prev : n.prev), 1);
    __builtin_prefetch(t.m.base + n.next, 1);
    __builtin_prefetch(t.m.base + n.level, 1);
  }
}

template <bool WITH_PREFETCH, bool WITH_DIGEST>
static __attribute__((noinline)) void play(Matcher& t, Digest& digest, const Command* c, const Command* end) {
  u64 hashed = t.head;
  while (c < end) {
    const Command* batchEnd = c + BATCH < end ? c + BATCH : end;
    if constexpr (WITH_PREFETCH) {
      while (c < batchEnd) {
        if (end - c >= AHEAD) prefetchFor(t, c, end);
        const Command* stop = c + AHEAD < batchEnd ? c + AHEAD : batchEnd;
        for (; c < stop; c++) t.apply(*c);
      }
    } else {
      for (; c < batchEnd; c++) t.apply(*c);
    }
    if (t.head - hashed > t.journalMask) t.fail("journal capacity");
    if constexpr (WITH_DIGEST)
      while (hashed < t.head) {
        u32 at = (u32)hashed & t.journalMask;
        u64 run = t.head - hashed, room = (u64)t.journalMask + 1 - at;
        if (run > room) run = room;
        digest.fold(t.m.base + t.journalBase + at * 32ull, run);
        hashed += run;
      }
    hashed = t.head;
  }
}

static void playAny(Matcher& t, Digest& d, bool prefetch, bool digest, const Command* c, const Command* end) {
  if (prefetch) digest ? play<true, true>(t, d, c, end) : play<true, false>(t, d, c, end);
  else digest ? play<false, true>(t, d, c, end) : play<false, false>(t, d, c, end);
}

static void printCanonical(Matcher& t, const Input& in) {
  bool first = true;
  u64 printed = 0;
  for (const Command& c : in.commands) {
    t.apply(c);
    for (; printed < t.head; printed++) {
      const Report& r = t.m.at<Report>(t.journalBase + ((u32)printed & t.journalMask) * 32);
      if (r.kind == REP_FILL_TAIL) continue;
      if (r.kind == REP_REJECTED) continue;
      if (!first) putchar('\n');
      first = false;
      long long ts = r.tsNs, price = r.priceUnits;
      unsigned long long id = r.orderId;
      int side = r.flags & 1;
      if (r.kind == REP_ACCEPTED) printf("0,%lld,%d,%llu,%lld,%u", ts, side, id, price, r.lots);
      else if (r.kind == REP_FILL) {
        const FillTail& f = t.m.at<FillTail>(t.journalBase + ((u32)(printed + 1) & t.journalMask) * 32);
        printf("1,%lld,%lld,%u,%llu,%llu", ts, price, r.lots, id, (unsigned long long)f.takerOrderId);
      } else if (r.kind == REP_CANCELLED) printf("2,%lld,%d,%llu,%lld", ts, side, id, price);
      else if (r.kind == REP_REPLACED) printf("3,%lld,%d,%llu,%lld,%u", ts, side, id, price, r.lots);
      else printf("%d,%lld,%llu", r.kind == REP_CANCEL_REJECTED ? 4 : 5, ts, id);
    }
  }
}

int main(int argc, char** argv) {
  Shape s{1, 1u << 20, 4096, 1, 0x7fffffff, 65536, 1u << 16, -(1 << 30), 1 << 30};
  Input in;
  bool isFlow = false, isCanonical = false;
  const char* path = nullptr;
  u64 limit = ~0ull;
  for (int i = 1; i < argc; i++) {
    std::string a = argv[i];
    auto value = [&] { return (u64)strtoull(argv[++i], nullptr, 10); };
    if (a == "--flow") isFlow = true;
    else if (a == "--canonical") isCanonical = true;
    else if (a == "--limit") limit = value();
    else if (a == "--warmup") in.warmup = value();
    else if (a == "--instruments") s.instruments = (u32)value();
    else if (a == "--orders") s.orders = (u32)value();
    else if (a == "--window-ticks") s.windowTicks = (u32)value();
    else if (a == "--units-per-tick") s.unitsPerTick = (u32)value();
    else if (a == "--far-levels") s.farLevels = (u32)value();
    else if (a == "--journal-units") s.journalUnits = (u32)value();
    else path = argv[i];
  }
  if (!path) { fprintf(stderr, "usage: twin [options] FILE\n"); return 1; }
  std::vector<u8> bytes = readFile(path);
  if (isFlow) in.commands = fromFlow(bytes);
  else {
    in.commands.resize(bytes.size() / 40);
    memcpy((void*)in.commands.data(), bytes.data(), in.commands.size() * 40);
  }
  bytes = {};
  if (in.commands.size() > limit) in.commands.resize(limit);
  u64 size = 0;
  { Arena measure; Matcher probe(nullptr, Shape{0, s.orders, s.windowTicks, 1, 1, 1, 1u << 10, 0, 0}); size = probe.m.used; }
  size += (u64)s.instruments * (192 + s.windowTicks * 17ull + s.farLevels * 40ull + 256) + s.journalUnits * 32ull + (1 << 20);
  std::string variant;
  int withDigest = 0;
  bool hasMore = isCanonical || (bool)(std::cin >> variant >> withDigest);
  while (hasMore) {
    u8* memory = (u8*)mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) { perror("mmap"); return 1; }
    memset(memory, 0, size);
    Matcher t(memory, s);
    if (isCanonical) { printCanonical(t, in); return 0; }
    Digest d;
    bool prefetch = variant == "prefetch";
    const Command* c = in.commands.data();
    const Command* end = c + in.commands.size();
    playAny(t, d, prefetch, withDigest, c, c + in.warmup);
    auto start = std::chrono::steady_clock::now();
    playAny(t, d, prefetch, withDigest, c + in.warmup, end);
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    u32 recentred = 0;
    for (u32 i = 0; i < s.instruments; i++) recentred += t.m.at<Ladder>(t.m.at<Book>(t.booksBase + i * 128).bidLadder).recentreCount;
    printf("{\"variant\":\"%s\",\"digested\":%d,\"messages\":%llu,\"seconds\":%.6f,\"units\":%llu,\"reports\":%llu,\"digest\":\"%016llx\",\"live\":%u,\"recentred\":%u}\n",
           variant.c_str(), withDigest, (unsigned long long)(in.commands.size() - in.warmup), seconds, (unsigned long long)t.head,
           (unsigned long long)d.reportCount, (unsigned long long)d.sealed(), t.liveOrders, recentred);
    fflush(stdout);
    munmap(memory, size);
    hasMore = (bool)(std::cin >> variant >> withDigest);
  }
  return 0;
}
