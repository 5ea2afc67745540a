#include "sim/scenario/text_scan.h"

#include <algorithm>

namespace paddock {
namespace {

/// Follows one text. Quotes and brackets count only where a value may start, so prose stays prose.
class Scan {
 public:
  Scan(const std::shared_ptr<const Source>& source, int limit) : source_(source), limit_(limit) {}

  void line(std::string_view s, int number) {
    number_ = number;
    const auto start = s.find_first_not_of(" \t\r");
    if (start == std::string_view::npos) return;  // blank
    const int indent = static_cast<int>(start);
    if (in_block_scalar_ && indent > block_scalar_) return;
    in_block_scalar_ = false;
    std::size_t i = start;
    if (!quote_) {
      if (s[start] == '#') return;
      if (const auto tab = s.find('\t'); tab < start && !out_.tab) out_.tab = mark(tab);
      if (flow() == 0) i = entries(s, start);
    }
    content(s, i);
    if (flow() == 0 && !quote_) block_scalar(s, indent);
  }
  TextScan take() {
    if (quote_) out_.quote = {quote_, quoted_};
    out_.open = std::move(brackets_);
    return std::move(out_);
  }
  bool stopped() const { return out_.too_deep.has_value(); }

 private:
  std::size_t flow() const { return brackets_.size(); }
  Mark mark(std::size_t column) const { return {source_, number_, static_cast<int>(column) + 1, 1}; }
  void deepen(std::size_t column) {
    if (static_cast<int>(indents_.size() + brackets_.size()) > limit_ && !out_.too_deep) out_.too_deep = mark(column);
  }
  /// The stack of block indentations, where each leading "- " opens one more. Returns where the content starts.
  std::size_t entries(std::string_view s, std::size_t i) {
    while (!indents_.empty() && indents_.back() >= i) indents_.pop_back();
    indents_.push_back(i), deepen(i);
    while (i + 1 < s.size() && (s[i] == '-' || s[i] == '?') && s[i + 1] == ' ' && !stopped()) {
      i = s.find_first_not_of(' ', i + 1);
      if (i == std::string_view::npos) return s.size();
      indents_.push_back(i), deepen(i);
    }
    fresh_ = true;
    return i;
  }
  void content(std::string_view s, std::size_t i) {
    for (; i < s.size() && !stopped(); ++i) {
      const char c = s[i];
      if (quote_) {
        if ((c == '\\' && quote_ == '"') || (c == '\'' && quote_ == c && s.substr(i).starts_with("''")))
          ++i;
        else if (c == quote_)
          quote_ = 0, fresh_ = false;
        continue;
      }
      const bool after_space = i == 0 || s[i - 1] == ' ' || s[i - 1] == '\t';
      if (c == '#' && after_space) return;
      if (c == ' ' || c == '\t' || c == '\r') continue;
      if (fresh_ && (c == '"' || c == '\'')) {
        quote_ = c, quoted_ = mark(i);
      } else if ((c == '[' || c == '{') && (fresh_ || flow() > 0)) {
        brackets_.push_back({c, mark(i)}), deepen(i), fresh_ = true;
      } else if ((c == ']' || c == '}') && flow() > 0) {
        if ((c == ']') != (brackets_.back().open == '[') && !out_.mismatch) out_.mismatch = {c, mark(i)};
        brackets_.pop_back(), fresh_ = false;
      } else if (c == ',' && flow() > 0) {
        fresh_ = true;
      } else if (c == ':' && (i + 1 >= s.size() || s[i + 1] == ' ' || s[i + 1] == '\r')) {
        fresh_ = true;
      } else if (fresh_ && (c == '&' || c == '!' || c == '*')) {
        while (i + 1 < s.size() && s[i + 1] != ' ' && s[i + 1] != ',' && s[i + 1] != ']' && s[i + 1] != '}') ++i;
      } else {
        fresh_ = false;
      }
    }
  }
  /// A line that ends with | or > (and modifiers) opens a block scalar: deeper lines are text.
  void block_scalar(std::string_view s, int indent) {
    while (!s.empty() && (s.back() == ' ' || s.back() == '\r')) s.remove_suffix(1);
    const auto space = s.rfind(' ');
    if (space == std::string_view::npos) return;
    const auto last = s.substr(space + 1);
    const auto before = s.find_last_not_of(' ', space);
    if (before == std::string_view::npos) return;  // one indented word
    in_block_scalar_ = (last[0] == '|' || last[0] == '>') && last.size() <= 3 && (s[before] == ':' || s[before] == '-');
    block_scalar_ = indent;
  }

  std::shared_ptr<const Source> source_;
  int limit_, number_ = 0, block_scalar_ = 0;
  bool in_block_scalar_ = false, fresh_ = true;
  char quote_ = 0;
  Mark quoted_;
  std::vector<std::size_t> indents_;
  std::vector<TextScan::Bracket> brackets_;
  TextScan out_;
};

}  // namespace

TextScan scan_text(const std::shared_ptr<const Source>& source, std::string_view text, int limit) {
  Scan scan(source, limit);
  for (int number = 1; !text.empty() && !scan.stopped(); ++number) {
    const auto end = text.find('\n');
    scan.line(text.substr(0, end), number);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return scan.take();
}

std::optional<std::size_t> not_text(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const auto c = static_cast<unsigned char>(s[i]);
    const std::size_t more = c < 0x80                ? 0
                             : c >= 0xc2 && c < 0xe0 ? 1
                             : (c & 0xf0) == 0xe0    ? 2
                             : c >= 0xf0 && c < 0xf5 ? 3
                                                     : 9;
    if (c == 0 || more == 9 || i + more >= s.size()) return i;
    std::uint32_t point = more == 0 ? c : c & (0x3fu >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(s[i + k]);
      if ((next & 0xc0) != 0x80) return i;
      point = point << 6 | (next & 0x3fu);
    }
    const bool overlong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
    if (overlong || (point >= 0xd800 && point < 0xe000) || point > 0x10ffff) return i;
    i += more + 1;
  }
  return {};
}

Mark place(std::shared_ptr<const Source> source, std::size_t byte, int length) {
  const std::string_view before = std::string_view(source->text).substr(0, byte);
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto start = before.rfind('\n') + 1;  // npos + 1 = 0
  const int column = static_cast<int>(byte - start) + 1;
  return {std::move(source), static_cast<int>(line), column, length};
}

}  // namespace paddock
