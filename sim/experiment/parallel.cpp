#include "sim/experiment/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#ifndef PADDOCK_PLAIN_THREADS
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace paddock {
namespace {

/// A shared counter hands out indices: whoever is free takes the next, so long cells at the front never end last.
void take_turns(std::atomic<std::size_t>& next, std::size_t n, const std::stop_token& stop,
                const std::function<void(std::size_t)>& body) {
  while (!stop.stop_requested()) {
    const std::size_t i = next.fetch_add(1);
    if (i >= n) return;
    body(i);
  }
}

}  // namespace

#ifdef PADDOCK_PLAIN_THREADS  // ThreadSanitizer reports false races inside Debian's TBB

unsigned available_threads() { return std::max(1u, std::thread::hardware_concurrency()); }

void for_each_index(std::size_t n, unsigned threads, std::stop_token stop,
                    const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> pool;
  for (unsigned t = 1; t < threads; ++t) pool.emplace_back([&] { take_turns(next, n, stop, body); });
  take_turns(next, n, stop, body);
}

#else

unsigned available_threads() { return static_cast<unsigned>(std::max(1, tbb::info::default_concurrency())); }

void for_each_index(std::size_t n, unsigned threads, std::stop_token stop,
                    const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next = 0;
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
  tbb::task_arena arena(static_cast<int>(threads));
  arena.execute([&] {
    tbb::parallel_for(
        0u, threads, [&](unsigned) { take_turns(next, n, stop, body); }, tbb::simple_partitioner());
  });
}

#endif

}  // namespace paddock
