#include "sim/data/data_error.h"

#include <utility>

namespace paddock {
namespace {

std::string place(const std::string& file, int line, int column) {
  std::string text = file;
  if (line > 0) text += ':' + std::to_string(line);
  if (line > 0 && column > 0) text += ':' + std::to_string(column);
  return text;
}

}  // namespace

DataError::DataError(std::string file, int line, int column, std::string message)
    : std::runtime_error(place(file, line, column) + ": " + message),
      file_(std::move(file)),
      message_(std::move(message)),
      line_(line),
      column_(column) {}

}  // namespace paddock
