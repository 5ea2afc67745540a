// Annotator "matrix": P(row beats column) given as a table, as a CSV file, or by the name of a classic.
//
// P + P^T = 1 is checked to 1e-6, then made exact by averaging; the diagonal is ignored (an arm against itself is a
// coin). shuffle: true permutes the arms in every replication, as regret studies need whose agents break ties by
// number.
#include "annotators/games.h"
#include "annotators/table.h"
#include "sim/data/data_file.h"

#include <cmath>
#include <numeric>

namespace paddock {
namespace {

/// A square table whose pairs sum to 1.
struct Preferences {
  Eigen::MatrixXd p;
  static constexpr std::string_view kWords = "square list of lists of numbers";
  static constexpr bool kTakesList = true;
  static bool read(const Node& n, Preferences& out, const FieldView& f, Problems& problems) {
    std::vector<std::vector<double>> rows;
    if (!detail::value_type<std::vector<std::vector<double>>>().read(n, &rows, f, problems)) return false;
    const auto size = static_cast<Eigen::Index>(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i].size() != rows.size()) {
        problems.add(n.items()[i].mark(),
                     fmt::format("{}: row {} has {} numbers, the table {} rows", f.name, i, rows[i].size(), size));
        return false;
      }
    Eigen::MatrixXd p(size, size);
    double worst = 1e-6;
    std::pair<std::size_t, std::size_t> at;
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t j = 0; j < rows.size(); ++j) {
        const double sum = i == j ? 1 : rows[i][j] + rows[j][i];
        if (i > j && !(std::abs(sum - 1) <= worst)) worst = std::abs(sum - 1), at = {i, j};
        // The smaller of the two is one minus the larger, which is exact: written out and read again, the same bits.
        const double mean = (rows[i][j] + (1 - rows[j][i])) / 2;
        p(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = i == j ? 0.5
                                                                        : rows[i][j] >= rows[j][i]
                                                                            ? mean
                                                                            : 1 - (rows[j][i] + (1 - rows[i][j])) / 2;
      }
    if (const auto [i, j] = at; i != j) {
      problems.add(n.items()[i].items()[j].mark(),
                   fmt::format("{}: P({}, {}) + P({}, {}) = {} + {}, must sum to 1", f.name, i, j, j, i,
                               shortest(rows[i][j]), shortest(rows[j][i])));
      return false;
    }
    return out.p = std::move(p), true;
  }
  Node write() const {
    std::vector<Node> rows;
    for (Eigen::Index i = 0; i < p.rows(); ++i) {
      std::vector<Node> row;
      for (Eigen::Index j = 0; j < p.cols(); ++j) row.push_back(Node::number(p(i, j)));
      rows.push_back(Node::list(std::move(row)));
    }
    return Node::list(std::move(rows));
  }
  static std::string schema() { return R"("type": "array", "items": {"type": "array", "items": {"type": "number"}})"; }
};

class Matrix final : public TableJudge {
 public:
  struct Params {
    std::optional<Preferences> probabilities;
    std::optional<DataFile<PreferenceMatrix>> file;
    std::optional<std::string> name, game;
    std::optional<std::uint64_t> size;
    std::optional<double> p, margin, step;
    std::optional<std::vector<double>> values;
    bool shuffle = false;
    static constexpr auto fields() {
      return std::tuple{field("probabilities", &Params::probabilities, "P(row beats column)", kProbability),
                        field("file", &Params::file, "CSV of P(row beats column), names optional"),
                        field("name", &Params::name, "a classic: cyclic-4, arithmetic-8, arxiv-6, rps, borda-trap, …"),
                        field("game", &Params::game, "the same, where `name` is the group's own"),
                        field("size", &Params::size, "of a family: how many responses", {.min = 2, .max = 4096}),
                        field("p", &Params::p, "of a family: its probability, ratio or dispersion", kProbability),
                        field("margin", &Params::margin, "of a family: margin over 1/2", {.min = 0, .max = 0.5}),
                        field("step", &Params::step, "of a family: difference per place or per unit of value"),
                        field("values", &Params::values, "of a family: margins or utilities"),
                        field("shuffle", &Params::shuffle, "permute the responses in every replication")};
    }
    GameOptions options() const { return {size, p, margin, step, values.value_or(std::vector<double>{})}; }
    /// The classic meant; nothing beside a table or a file.
    std::optional<std::string> classic() const { return game ? game : probabilities || file ? std::nullopt : name; }
    std::string check() const {
      const auto which = classic();
      if (probabilities.has_value() + file.has_value() + which.has_value() != 1)
        return "needs one of probabilities, file, name (of a classic)";
      if (!which)
        return size || p || margin || step || values ? "size, p, margin, step and values belong to a classic" : "";
      if (const Game* found = find_game(*which)) return paddock::misfit(*found, options());
      std::vector<std::string_view> names;
      for (const Game& g : games()) names.push_back(g.name);
      const auto near = did_you_mean(*which, names);
      return fmt::format("unknown game '{}'{}", *which, near.empty() ? "; one of: " + listing(names) : near);
    }
    Eigen::MatrixXd table(Stream& s) const {
      if (const auto which = classic()) return find_game(*which)->make(options(), s);
      return file ? (*file)->p : probabilities->p;
    }
    std::uint32_t implied_responses() const {
      if (!check().empty()) return 0;
      Stream any(0, 0, Purpose::population);
      return static_cast<std::uint32_t>(table(any).rows());
    }
  };

  Matrix(const Params& p, const Setup& setup) : TableJudge(drawn(p, setup)) {}
  static std::string misfit(const Params& p, const Setup& setup) {
    if (auto why = p.check(); !why.empty()) return why;
    return size_misfit(p.implied_responses(), "matrix " + p.classic().value_or("given"), setup.world);
  }

 private:
  static Eigen::MatrixXd drawn(const Params& p, const Setup& setup) {
    Stream s(setup.seed, setup.replication, Purpose::population, setup.entity);
    const Eigen::MatrixXd table = p.table(s);
    if (!p.shuffle) return table;
    Eigen::VectorXi order = Eigen::VectorXi::LinSpaced(table.rows(), 0, static_cast<int>(table.rows()) - 1);
    s.seek(static_cast<std::uint64_t>(table.size()));  // behind the draws of random families
    for (Eigen::Index i = order.size() - 1; i > 0; --i)
      std::swap(order[i], order[s.below(static_cast<std::uint32_t>(i) + 1)]);
    return table(order, order);
  }
};

const Register<Judge, Matrix> entry{{.name = "matrix",
                                     .summary = "A table of preferences, given or by the name of a classic.",
                                     .formula = "P(a > b) = P[a][b]",
                                     .source = "K-armed dueling bandits, Yue et al. 2012; games of Munos et al. 2024"}};

}  // namespace
}  // namespace paddock
