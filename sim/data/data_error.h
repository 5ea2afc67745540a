// What goes wrong with a data file, and where.
#pragma once
#include <stdexcept>
#include <string>

namespace paddock {

/// A data file that can't be read or doesn't mean anything. what() is "file:line:column: message", without the parts
/// that are 0. Lines and columns count from 1; columns count bytes.
class DataError : public std::runtime_error {
 public:
  DataError(std::string file, int line, int column, std::string message);
  const std::string& file() const { return file_; }
  int line() const { return line_; }
  int column() const { return column_; }
  const std::string& message() const { return message_; }

 private:
  std::string file_, message_;
  int line_, column_;
};

}  // namespace paddock
