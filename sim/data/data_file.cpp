#include "sim/data/data_file.h"

#include <fmt/format.h>

#include <filesystem>

namespace paddock {
namespace {

void load(const std::string& path, Comparisons& out) {
  auto any = read_preferences(path);
  if (!std::holds_alternative<Comparisons>(any))
    throw DataError(path, 0, 0, "expected comparisons or rankings, this is a matrix");
  out = std::get<Comparisons>(std::move(any));
}
void load(const std::string& path, PreferenceMatrix& out) { out = read_matrix(path); }
void load(const std::string& path, Features& out) { out = read_features(path); }

/// Relative to the file in which it is written, on the command line to the working directory.
std::string absolute(const Node& n) {
  namespace fs = std::filesystem;
  const auto& source = n.mark().source;
  const fs::path from = source && source->name != "command line" ? fs::path(source->name).parent_path() : fs::path();
  return fs::absolute(from / n.text()).lexically_normal().string();
}

}  // namespace

template <class T>
bool DataFile<T>::read(const Node& n, DataFile& out, const FieldView& f, Problems& problems) {
  if (!n.is_scalar() || n.text().empty()) {
    problems.add(n.mark(), fmt::format("{}: expected the path of a file", f.name));
    return false;
  }
  DataFile file;
  file.path_ = absolute(n);
  try {
    auto data = std::make_shared<T>();
    load(file.path_, *data);
    file.data_ = std::move(data);
  } catch (const DataError& e) {
    problems.add(n.mark(), fmt::format("{}: {}", f.name, e.what()));
    return false;
  }
  return out = std::move(file), true;
}

template class DataFile<Comparisons>;
template class DataFile<PreferenceMatrix>;
template class DataFile<Features>;

}  // namespace paddock
