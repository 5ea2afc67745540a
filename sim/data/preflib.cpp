#include "sim/data/name_index.h"
#include "sim/data/read.h"
#include "sim/data/text.h"

#include <cmath>
#include <filesystem>
#include <optional>

namespace paddock {
namespace {

constexpr double kMaxCount = 1e15;

class PrefLibParser {
 public:
  PrefLibParser(std::string_view text, const std::string& file, std::string type)
      : text_(text), file_(file), type_(std::move(type)) {}

  Comparisons parse() {
    for (std::size_t start = 0; start < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', start), text_.size());
      std::string_view line = text_.substr(start, end - start);
      if (line.ends_with('\r')) line.remove_suffix(1);
      line_text_ = line, ++line_;
      line = trim(line);
      if (line.starts_with('#'))
        metadata(trim(line.substr(1)));
      else if (!line.empty())
        ballot(line);
      start = end + 1;
    }
    finish();
    return std::move(data_);
  }

 private:
  [[noreturn]] void fail(const std::string& message, std::string_view at = {}) const {
    const int column = at.data() == nullptr ? 0 : static_cast<int>(at.data() - line_text_.data()) + 1;
    throw DataError(file_, line_, column, message);
  }

  std::optional<int> whole(std::string_view text) const {
    const std::optional<double> value = parse_number(trim(text));
    if (!value || *value != std::floor(*value) || std::abs(*value) > 1e9) return std::nullopt;
    return static_cast<int>(*value);
  }

  void metadata(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return;  // a comment
    const std::string_view key = trim(text.substr(0, colon)), value = trim(text.substr(colon + 1));
    if (key == "DATA TYPE" && !value.empty()) type_ = lower(value);
    if (key == "NUMBER VOTERS") {
      voters_ = parse_number(value);
      if (!voters_) fail("NUMBER VOTERS must be a number, not " + in_quotes(value), value);
    }
    if (key == "NUMBER ALTERNATIVES") {
      const std::optional<int> n = whole(value);
      if (!n || *n < 1 || *n > kMaxItems)
        fail("NUMBER ALTERNATIVES must be a whole number from 1 to " + std::to_string(kMaxItems) + ", not " +
                 in_quotes(value),
             value);
      if (!data_.names.empty()) fail("NUMBER ALTERNATIVES is given twice");
      for (int k = 1; k <= *n; ++k) data_.names.push_back(std::to_string(k));
      data_.wins = data_.ties = Eigen::MatrixXd::Zero(*n, *n);
      seen_.assign(data_.names.size(), 0);
    }
    if (key.starts_with("ALTERNATIVE NAME")) {
      const std::optional<int> k = whole(key.substr(16));
      if (!k || *k < 1 || *k > static_cast<int>(data_.names.size()))
        fail("no alternative has the number " + in_quotes(trim(key.substr(16))) + " (NUMBER ALTERNATIVES comes first)");
      if (value.empty()) fail("alternative " + std::to_string(*k) + " has an empty name");
      data_.names[*k - 1] = std::string(value);
    }
  }

  void ballot(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (data_.names.empty() || colon == std::string_view::npos)
      fail("expected " + std::string(data_.names.empty() ? "'# NUMBER ALTERNATIVES: n'" : "'count: a,b,c'") +
               " (PrefLib format of 2022)",
           line);
    if (type_ != "soc" && type_ != "soi" && type_ != "toc" && type_ != "toi")
      fail("type " + in_quotes(type_) + " is none of soc, soi, toc, toi");
    const std::optional<double> count = parse_number(trim(line.substr(0, colon)));
    if (!count || *count < 0 || *count > kMaxCount)
      fail("count must be a number from 0 to 1e15, not " + in_quotes(trim(line.substr(0, colon))), line);
    Ballot ballot{*count, {}};
    ++mark_;
    bool open = false;
    std::size_t listed = 0;
    for (std::string_view rest = line.substr(colon + 1);;) {  // a comma at a time
      const std::size_t comma = std::min(rest.find(','), rest.size());
      std::string_view item = trim(rest.substr(0, comma));
      const bool opens = item.starts_with('{'), closes = item.ends_with('}');
      if (opens) item.remove_prefix(1);
      if (closes && !item.empty()) item.remove_suffix(1);
      if ((opens && open) || (closes && !open && !opens)) fail("braces don't match", rest);
      if (!open) ballot.groups.emplace_back();
      open = (open || opens) && !closes;
      ballot.groups.back().push_back(alternative(trim(item), rest)), ++listed;
      if (comma == rest.size()) break;
      rest.remove_prefix(comma + 1);
    }
    if (open) fail("a brace is never closed", line);
    if (type_[0] == 's' && listed != ballot.groups.size()) fail("a " + type_ + " file has no ties", line);
    if (type_[2] == 'c' && listed != data_.names.size())
      fail("a " + type_ + " ballot lists every alternative; this one " + std::to_string(listed) + " of " +
               std::to_string(data_.names.size()),
           line);
    total_ += *count;
    count_ballot(ballot, data_);
    data_.ballots.push_back(std::move(ballot));
  }

  int alternative(std::string_view text, std::string_view at) {
    const std::optional<int> k = whole(text);
    if (!k || *k < 1 || *k > static_cast<int>(data_.names.size()))
      fail(in_quotes(text) + " is not the number of an alternative (1 to " + std::to_string(data_.names.size()) + ")",
           at);
    if (seen_[*k - 1] == mark_) fail("alternative " + std::to_string(*k) + " is listed twice", at);
    seen_[*k - 1] = mark_;
    return *k - 1;
  }

  void finish() {
    if (data_.names.empty()) fail("no '# NUMBER ALTERNATIVES: n' line (PrefLib format of 2022)");
    NameIndex index;
    for (const std::string& name : data_.names) {
      if (index.find(name) >= 0) fail("two alternatives are called " + in_quotes(name));
      index.of(name);
    }
    if (data_.ballots.empty()) fail("no ballots");
    if (voters_ && std::abs(*voters_ - total_) > 1e-6 * std::max(1.0, total_))
      fail("the ballots add up to " + format_number(total_) + ", but NUMBER VOTERS is " + format_number(*voters_) +
           ": is the file cut off?");
  }

  std::string_view text_, line_text_;
  const std::string& file_;
  std::string type_;
  int line_ = 0, mark_ = 0;
  std::vector<int> seen_;  // per alternative, the last ballot that lists it
  std::optional<double> voters_;
  double total_ = 0;
  Comparisons data_;
};

}  // namespace

Comparisons parse_preflib(std::string_view text, const std::string& file, std::string type) {
  return PrefLibParser(text, file, lower(type)).parse();
}

Comparisons read_preflib(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  return parse_preflib(read_text(path), path, extension.empty() ? "" : extension.substr(1));
}

}  // namespace paddock
