// Counts every heap allocation of the test program.
#include "tests/play.h"

#include <atomic>
#include <cstdlib>
#include <new>
#include <optional>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)  // they bring an allocator of their own

namespace paddock::test {
std::optional<std::uint64_t> allocations() { return {}; }
}  // namespace paddock::test

#else

namespace {
std::atomic<std::uint64_t> count = 0;
void* counted(std::size_t n, std::size_t alignment = 0) {
  count.fetch_add(1, std::memory_order_relaxed);
  void* p = alignment == 0 ? std::malloc(n == 0 ? 1 : n)
                           : std::aligned_alloc(alignment, (n + alignment - 1) / alignment * alignment);
  if (!p) throw std::bad_alloc();
  return p;
}
}  // namespace

void* operator new(std::size_t n) { return counted(n); }
void* operator new[](std::size_t n) { return counted(n); }
void* operator new(std::size_t n, std::align_val_t a) { return counted(n, static_cast<std::size_t>(a)); }
void* operator new[](std::size_t n, std::align_val_t a) { return counted(n, static_cast<std::size_t>(a)); }
void* operator new(std::size_t n, const std::nothrow_t&) noexcept {
  count.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(n == 0 ? 1 : n);
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

namespace paddock::test {
std::optional<std::uint64_t> allocations() { return count.load(std::memory_order_relaxed); }
}  // namespace paddock::test

#endif
