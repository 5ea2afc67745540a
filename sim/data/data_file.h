// Parameters that name a data file: read when the scenario is, so that what is wrong with the file is a located problem
// before anything runs, and every cell shares the one table.
#pragma once
#include "sim/core/fields.h"
#include "sim/data/read.h"

#include <memory>

namespace paddock {

/// T: Comparisons (CSV or PrefLib), PreferenceMatrix or Features.
template <class T>
class DataFile {
 public:
  const T& operator*() const { return *data_; }
  const T* operator->() const { return data_.get(); }
  const std::string& path() const { return path_; }  ///< absolute

  static constexpr std::string_view kWords = "path";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, DataFile&, const FieldView&, Problems&);
  Node write() const { return Node::scalar(path_, {}, true); }
  static std::string schema() { return R"("type": "string")"; }

 private:
  std::string path_;
  std::shared_ptr<const T> data_;
};

}  // namespace paddock
