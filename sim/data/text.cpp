#include "sim/data/text.h"

#include "sim/data/data_error.h"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace paddock {
namespace {

// Length of the valid UTF-8 character that starts at `i`, 0 if there is none.
std::size_t character_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u; };
  const auto follows = [&](std::size_t k) { return (byte(k) & 0xC0u) == 0x80u; };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80) return first == 0 ? 0 : 1;
  if (first < 0xC2) return 0;  // continuation byte or overlong
  if (first < 0xE0) return follows(1) ? 2 : 0;
  if (first < 0xF0) {
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;  // overlong; surrogate
    return follows(1) && follows(2) ? 3 : 0;
  }
  if (first > 0xF4 || (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return follows(1) && follows(2) && follows(3) ? 4 : 0;
}

}  // namespace

void check_utf8(std::string_view text, const std::string& file) {
  int line = 1;
  std::size_t start = 0;  // of the line
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    if (length == 0) {
      const int column = static_cast<int>(i - start) + 1;
      throw DataError(file, line, column, text[i] == 0 ? "NUL byte: is this a text file?" : "not valid UTF-8");
    }
    if (text[i] == '\n') ++line, start = i + 1;
    i += length;
  }
}

std::string read_text(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw DataError(path, 0, 0, "is a folder, not a file");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw DataError(path, 0, 0, "can't be opened");
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) throw DataError(path, 0, 0, "can't be read");
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  check_utf8(text, path);
  return text;
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with("+-")) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string format_number(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kLimit = 40;
  if (text.size() <= kLimit) return "'" + std::string(text) + "'";
  std::size_t cut = kLimit;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0u) == 0x80u) --cut;
  return "'" + std::string(text.substr(0, cut)) + "…'";
}

}  // namespace paddock
