// World "dataset": the items of a preference data file, with their names; nothing of who won. One context.
//
// The file is a CSV of comparisons or PrefLib; items are numbered as they first appear (PrefLib: as they are listed
// there). `features` is a CSV `item,<feature>,…` with a row for every item.
#include "sim/core/registry.h"
#include "sim/data/data_file.h"
#include "sim/world/listed.h"

#include <algorithm>

namespace paddock {
namespace {

/// A path, or {file: path}.
struct FeatureFile {
  DataFile<Features> table;
  static constexpr std::string_view kWords = "{file: path}";
  static constexpr bool kTakesList = false;
  static bool read(const Node& n, FeatureFile& out, const FieldView& f, Problems& problems) {
    const Node* file = n.find("file");
    return DataFile<Features>::read(file && n.entries().size() == 1 ? *file : n, out.table, f, problems);
  }
  Node write() const { return Node::map({{"file", {}, table.write()}}); }
  static std::string schema() { return R"("type": ["string", "object"])"; }
};

class Dataset final : public ListedWorld {
 public:
  struct Params {
    std::optional<DataFile<Comparisons>> file;
    std::optional<FeatureFile> features;
    Reference reference;
    static constexpr auto fields() {
      return std::tuple{field("file", &Params::file, "comparisons (CSV) or rankings (PrefLib)"),
                        field("features", &Params::features, "CSV with a row of numbers per item"),
                        field("reference", &Params::reference, "policy that agents start from")};
    }
    std::uint32_t implied_responses() const { return file ? static_cast<std::uint32_t>((*file)->size()) : 0; }
    Listing listing() const { return {1, implied_responses(), {}, file ? (*file)->names : std::vector<std::string>()}; }
    std::string check() const {
      if (!file) return "needs a file";
      if (features) try {
          features->table->rows_of((*file)->names);
        } catch (const DataError& e) {
          return e.what();
        }
      return listing().check(reference);
    }
  };
  Dataset(const Params& p, const WorldSetup& setup) : ListedWorld(p.listing(), p.reference, setup) {
    if (p.features) table_ = p.features->table->rows_of((*p.file)->names);
  }
  std::size_t dimension() const override { return static_cast<std::size_t>(table_.cols()); }
  void features(ContextId, ItemId i, std::span<double> out) const override {
    for (Eigen::Index k = 0; k < table_.cols(); ++k) out[static_cast<std::size_t>(k)] = table_(i, k);
  }

 private:
  Eigen::MatrixXd table_;  // items × features
};

const Register<World, Dataset> entry{{.name = "dataset",
                                      .summary = "The items of a file of comparisons or rankings, by name.",
                                      .formula = "y in the file's items",
                                      .source = "PrefLib, Mattei & Walsh 2013; comparison data as CSV"},
                                     {.features = true}};

}  // namespace
}  // namespace paddock
