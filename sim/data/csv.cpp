#include "sim/data/csv.h"

#include "sim/data/data_error.h"
#include "sim/data/text.h"

#include <ostream>

namespace paddock {

void CsvReader::fail(const CsvField& at, const std::string& message) const {
  throw DataError(file_, at.line, at.column, message);
}
void CsvReader::fail(int line, const std::string& message) const { throw DataError(file_, line, 0, message); }

CsvField CsvReader::unquoted_field() {
  const std::size_t start = at_;
  at_ = std::min(text_.find_first_of(",\r\n", at_), text_.size());
  while (at_ < text_.size() && text_[at_] == '\r' && !text_.substr(at_).starts_with("\r\n"))
    at_ = std::min(text_.find_first_of(",\r\n", at_ + 1), text_.size());  // a carriage return inside a field
  const std::string_view field = trim(text_.substr(start, at_ - start));
  const std::size_t first = field.empty() ? start : static_cast<std::size_t>(field.data() - text_.data());
  return {field, line_, static_cast<int>(first - line_start_) + 1};
}

CsvField CsvReader::quoted_field() {
  const CsvField opening{{}, line_, column()};
  const std::size_t start = ++at_;
  bool doubled = false;
  for (;; ++at_) {
    if (at_ >= text_.size()) fail(opening, "quote is never closed");
    if (text_[at_] == '\n') ++line_, line_start_ = at_ + 1;
    if (text_[at_] != '"') continue;
    if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
    doubled = true, ++at_;
  }
  CsvField field{text_.substr(start, at_ - start), opening.line, opening.column};
  if (doubled) {
    std::string& plain = unescaped_.emplace_back();
    for (std::size_t i = 0; i < field.text.size(); ++i) {
      plain += field.text[i];
      if (field.text[i] == '"') ++i;
    }
    field.text = plain;
  }
  ++at_;
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  const std::string_view rest = text_.substr(at_);
  if (!rest.empty() && rest[0] != ',' && rest[0] != '\n' && !rest.starts_with("\r\n"))
    fail({{}, line_, column()}, "text after a closing quote");
  return field;
}

bool CsvReader::next(CsvRow& row) {
  row.fields.clear();
  unescaped_.clear();
  for (;; ++at_) {  // empty lines
    if (at_ >= text_.size()) return false;
    if (text_[at_] == '\n')
      ++line_, line_start_ = at_ + 1;
    else if (text_[at_] != '\r')
      break;
  }
  row.line = line_;
  for (;; ++at_) {
    const std::size_t first = std::min(text_.find_first_not_of(" \t", at_), text_.size());
    if (first < text_.size() && text_[first] == '"')
      at_ = first, row.fields.push_back(quoted_field());
    else
      row.fields.push_back(unquoted_field());
    if (at_ >= text_.size() || text_[at_] != ',') break;
  }
  if (at_ < text_.size() && text_[at_] == '\r') ++at_;
  if (at_ < text_.size()) ++at_, ++line_, line_start_ = at_;
  return true;
}

CsvWriter& CsvWriter::field(std::string_view text) {
  if (!first_) out_ << ',';
  first_ = false;
  const bool spaced = !text.empty() && trim(text).size() != text.size();
  if (!spaced && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out_ << text;
    return *this;
  }
  out_ << '"';
  for (char c : text) {
    if (c == '"') out_ << '"';
    out_ << c;
  }
  out_ << '"';
  return *this;
}

CsvWriter& CsvWriter::field(double value) { return field(format_number(value)); }

void CsvWriter::end_row() {
  out_ << '\n';
  first_ = true;
}

}  // namespace paddock
