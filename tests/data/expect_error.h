// Shorthand for "this input is refused with this message".
#pragma once
#include "sim/data/data_error.h"

#include <gtest/gtest.h>

#include <string>

namespace paddock::test {

template <class Action>
std::string message_of(const Action& action) {
  try {
    action();
  } catch (const DataError& e) {
    return e.what();
  } catch (const std::exception& e) {
    return std::string("not a DataError: ") + e.what();
  }
  return "no error";
}

}  // namespace paddock::test
