#include <paddock/sim/core/build_info.h>

#include <iostream>

int main() { std::cout << "built against paddock " << paddock::build_info().version << '\n'; }
