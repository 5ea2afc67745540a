// Annotator "dataset": answers like the people whose comparisons or rankings a file holds:
//   P(i beats j) = (wins_ij + ties_ij / 2) / comparisons_ij
// Pairs nobody compared count 1/2 (unobserved: half), or are refused (unobserved: error). Items are found by the names
// of the world's responses; in a world of the same size without these names, by number.
#include "annotators/table.h"
#include "sim/data/data_file.h"
#include "sim/data/name_index.h"

#include <algorithm>

namespace paddock {
namespace {

enum class Unobserved : std::uint8_t { half, error };
constexpr auto enum_words(Unobserved) {
  return std::array{Word{Unobserved::half, "half"}, Word{Unobserved::error, "error"}};
}

class Dataset final : public TableJudge {
 public:
  struct Params {
    std::optional<DataFile<Comparisons>> file;
    Unobserved unobserved = Unobserved::half;
    static constexpr auto fields() {
      return std::tuple{field("file", &Params::file, "comparisons (CSV) or rankings (PrefLib)"),
                        field("unobserved", &Params::unobserved, "pairs that nobody compared: a coin, or refused")};
    }
    std::string check() const {
      if (!file) return "needs a file";
      if (const auto pairs = (*file)->uncompared_pairs(); pairs > 0 && unobserved == Unobserved::error)
        return fmt::format("{} of {} pairs were never compared; unobserved: half makes them coins", pairs,
                           pairs + (*file)->compared_pairs());
      return {};
    }
    std::uint32_t implied_responses() const { return file ? static_cast<std::uint32_t>((*file)->size()) : 0; }
  };
  Dataset(const Params& p, const Setup& setup) : TableJudge(table(**p.file, setup.world)) {}
  static std::string misfit(const Params& p, const Setup& setup) {
    if (auto why = p.check(); !why.empty()) return why;
    if (found(**p.file, setup.world)) return {};
    return size_misfit(p.implied_responses(), "the data set", setup.world);
  }

 private:
  /// Numbers of the world's responses in the file; nothing when some name is not there.
  static std::optional<std::vector<Eigen::Index>> found(const Comparisons& data, const WorldView& world) {
    NameIndex index;
    for (const auto& name : data.names) index.of(name);
    std::vector<Eigen::Index> out;
    for (ItemId i = 0; i < world.responses(); ++i) out.push_back(index.find(world.name(i)));
    if (out.empty() || std::ranges::find(out, -1) != out.end()) return std::nullopt;
    return out;
  }
  static Eigen::MatrixXd table(const Comparisons& data, const WorldView& world) {
    const Eigen::MatrixXd p = data.preferences();
    if (const auto which = found(data, world)) return p(*which, *which);
    return p;
  }
};

const Register<Judge, Dataset> entry{
    {.name = "dataset",
     .summary = "Answers with the frequencies of real comparisons or rankings.",
     .formula = "P(i > j) = (wins + ties/2) / comparisons",
     .source = "Empirical preference matrices, as in dueling-bandit studies on real data"}};

}  // namespace
}  // namespace paddock
