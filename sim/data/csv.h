// Comma-separated values (RFC 4180): a row at a time, every field with its place.
#pragma once
#include <deque>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace paddock {

struct CsvField {
  std::string_view text;  // unquoted fields without spaces at the ends; quoted ones verbatim, "" -> "
  int line = 0, column = 0;
};

struct CsvRow {
  int line = 0;
  std::vector<CsvField> fields;
};

/// Reads rows from a text that outlives it. Fields in double quotes may hold commas, line ends and doubled quotes;
/// lines end with LF or CRLF; empty lines are skipped. DataError for an unclosed quote or text after a closing one.
class CsvReader {
 public:
  CsvReader(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}
  /// False at the end. Fields are valid until the next call.
  bool next(CsvRow& row);
  const std::string& file() const { return file_; }
  [[noreturn]] void fail(const CsvField& at, const std::string& message) const;
  [[noreturn]] void fail(int line, const std::string& message) const;

 private:
  CsvField unquoted_field();
  CsvField quoted_field();
  int column() const { return static_cast<int>(at_ - line_start_) + 1; }

  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0, line_start_ = 0;
  int line_ = 1;
  std::deque<std::string> unescaped_;  // the row's fields that contain doubled quotes
};

/// Writes fields with commas between and LF after a row; quotes where needed; numbers in shortest round-trip form.
class CsvWriter {
 public:
  explicit CsvWriter(std::ostream& out) : out_(out) {}
  CsvWriter& field(std::string_view text);
  CsvWriter& field(double value);
  void end_row();

 private:
  std::ostream& out_;
  bool first_ = true;
};

}  // namespace paddock
