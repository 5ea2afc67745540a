// Parallelism is over cells only; inside a cell everything is sequential.
#pragma once
#include <cstddef>
#include <functional>
#include <stop_token>

namespace paddock {

/// Threads the machine offers this process.
unsigned available_threads();

/// Calls body(i) once for each i below n, on up to `threads` threads, starting in index order. After a stop request no
/// further index is started; those under way finish. The body must not throw.
void for_each_index(std::size_t n, unsigned threads, std::stop_token stop,
                    const std::function<void(std::size_t)>& body);

}  // namespace paddock
