#include "tests/data/facts.h"

#include "tests/data/shared_data.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>

namespace paddock::test {
namespace {

// Half a unit of the last printed digit.
double printed_precision(const std::string& number) {
  const std::size_t point = number.find('.');
  return point == std::string::npos ? 1e-9 : 0.51 * std::pow(10.0, -static_cast<double>(number.size() - point - 1));
}

void expect_equal(const nlohmann::json& got, const nlohmann::json& expected, double within, const std::string& where) {
  if (expected.is_number() && got.is_number()) {
    EXPECT_NEAR(got.get<double>(), expected.get<double>(), within) << where;
  } else if (expected.is_array() && got.is_array()) {
    ASSERT_EQ(got.size(), expected.size()) << where << got << expected;
    for (std::size_t i = 0; i < got.size(); ++i) expect_equal(got[i], expected[i], within, where);
  } else {
    EXPECT_EQ(got, expected) << where;
  }
}

// Facts print four or five decimals, fewer where zeros were cut: the longest number of the line tells.
double precision_of(const std::string& line) {
  double finest = 1e-9;
  bool any = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!std::isdigit(static_cast<unsigned char>(line[i])) ||
        (i > 0 && std::isalnum(static_cast<unsigned char>(line[i - 1]))))
      continue;
    std::size_t end = i;
    while (end < line.size() && (std::isdigit(static_cast<unsigned char>(line[end])) || line[end] == '.')) ++end;
    const std::string number = line.substr(i, end - i);
    if (number.find('.') != std::string::npos) {
      finest = any ? std::min(finest, printed_precision(number)) : printed_precision(number);
      any = true;
    }
    i = end;
  }
  return finest;
}

}  // namespace

void PrintedFact::expect_equal_to(const std::string& got) const {
  expect_equal(nlohmann::json::parse(got), nlohmann::json::parse(value), precision_of(value),
               file + " " + key + ": " + value + " ");
}

std::vector<PrintedFact> printed_facts() {
  std::vector<PrintedFact> all;
  const std::string path = shared_file("FACTS.md");
  if (path.empty()) return all;
  std::ifstream in(path);
  std::string file;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("### ")) file = line.substr(4);
    const std::size_t colon = line.find(": ");
    if (!file.empty() && line.starts_with("- ") && colon != std::string::npos)
      all.push_back({file, line.substr(2, colon - 2), line.substr(colon + 2)});
  }
  return all;
}

}  // namespace paddock::test
