// Who agrees with whom.
//
// agreement.annotators: share of agreements between two labels of one query, over all pairs of labels learnt so far.
// Agreement is the same choice for duel, best-of and thumbs, and for ranking and rating the share of pairs of responses
// put in the same relation (before, after, equal). Skips are left out, a tie agrees with a tie.
//
// agreement.agent: probability that one label of the truth agrees with the agent about two different responses of the
// reference policy. The agent prefers what it ranks higher, by fitted reward when it fits one and is judged by what it
// recommends, else by probability; what it holds equal agrees half the time.
//
// Source: Dubois et al. (2023), AlpacaFarm, section 4: agreement among annotators, and of a model with them.
#include "analysis/metrics/ground.h"
#include "sim/math/spans.h"

namespace paddock {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

class BetweenAnnotators final : public Metric {
 public:
  using Params = NoParams;
  using Metric::observe;
  BetweenAnnotators(const Params&, const Setup& s) : votes_(s.form == Form::oracle ? 0 : s.votes) {}
  unsigned watches() const override { return kLabels; }
  std::string undefined() const override { return votes_ > 1 ? "" : "no query gets two labels (feedback.votes)"; }
  void observe(const LabelBatch& labels) override {
    if (votes_ < 2) return;
    for (Row i = 0; i < labels.size(); ++i)
      if (!labels.skipped(i)) count(labels, i);
  }
  double measure(const Checkpoint&) override { return pairs_ > 0 ? agreed_ / pairs_ : kUndefined; }

 private:
  /// Earlier answers to the query of each row of the open table. A query asks one or more things, each with `kinds_`
  /// possible answers: which was chosen, or how two responses relate.
  void count(const LabelBatch& labels, Row i) {
    const QueryBatch& q = *labels.queries;
    const Row row = labels.query[i];
    const bool relations = q.form == Form::ranking || q.form == Form::rating;
    const Row s = q.stride, things = relations ? s * (s - 1) / 2 : 1;
    kinds_ = relations ? 3 : std::max<Row>(s, 2) + 1;
    if (row >= serial_.size()) serial_.resize(q.context.size(), kFree);
    if (earlier_.size() < serial_.size() * things * kinds_) earlier_.resize(serial_.size() * things * kinds_, 0);
    std::uint32_t* seen = earlier_.data() + std::size_t{row} * things * kinds_;
    if (serial_[row] != q.stamp[row].serial) std::fill_n(seen, things * kinds_, 0u), serial_[row] = q.stamp[row].serial;

    if (!relations) return add(seen, labels.choice[i] == LabelBatch::kTie ? kinds_ - 1 : labels.choice[i], 1);
    const auto shown = static_cast<Row>(q.items(row).size());
    position_.resize(s);
    if (q.form == Form::rating)
      for (Row k = 0; k < shown; ++k) position_[k] = -labels.values(i)[k];
    else
      for (Row k = 0; k < shown; ++k) position_[labels.ranks(i)[k]] = k;
    const double share = 2.0 / (shown * (shown - 1.0));
    for (Row a = 0; a < shown; ++a)
      for (Row b = a + 1; b < shown; ++b, seen += kinds_)
        add(seen, position_[a] < position_[b] ? 0 : position_[a] > position_[b] ? 1 : 2, share);
  }
  void add(std::uint32_t* seen, Row answer, double share) {
    std::uint32_t before = 0;
    for (Row k = 0; k < kinds_; ++k) before += seen[k];
    pairs_ += share * before, agreed_ += share * seen[answer], ++seen[answer];
  }
  static constexpr std::uint64_t kFree = ~0ull;
  const Row votes_;
  Row kinds_ = 0;
  double pairs_ = 0, agreed_ = 0;
  std::vector<std::uint64_t> serial_;   // by row
  std::vector<std::uint32_t> earlier_;  // row × thing × answer
  std::vector<double> position_;
};

class WithAgent final : public Metric {
 public:
  using Params = NoParams;
  WithAgent(const Params&, const Setup& s) : ground_(s.world, kKept), opinion_(s), mu_(s.world.responses()) {}
  void shift(const Scene& scene, const Moment& m) override { ground_.shift(scene.truth, m); }
  std::string undefined() const override { return mu_.size() > 1 ? "" : "there is only one response"; }
  double measure(const Checkpoint& c) override {
    ground_.look({c.now, &c.agent.played()});
    return over_contexts(ground_.world(), [&](ContextId x) {
      const Eigen::VectorXd* s = opinion_.of(c.agent, x);
      if (!s || !ground_.world().reference().probabilities(x, as_span(mu_))) return kUndefined;
      const Eigen::MatrixXd& p = ground_.preferences(x);
      double agreed = 0, weight = 0;
      for (Eigen::Index j = 0; j < p.cols(); ++j)
        for (Eigen::Index i = 0; i < p.rows(); ++i) {
          if (i == j) continue;
          const double w = mu_[i] * mu_[j];
          weight += w;
          if ((*s)[i] != (*s)[j])
            agreed += w * ((*s)[i] > (*s)[j] ? p(i, j) : p(j, i));
          else
            agreed += w / 2;
        }
      return agreed / weight;
    });
  }

 private:
  Ground ground_;
  Opinion opinion_;
  Eigen::VectorXd mu_;
};

const Register<Metric, BetweenAnnotators> annotators{
    {.name = "agreement.annotators",
     .summary = "How often two labels of one query agree.",
     .formula = "agreeing pairs of labels of one query / pairs of labels of one query",
     .source = "Dubois et al. (2023), AlpacaFarm, section 4"},
    {.higher_is_better = true,
     .range = kProbability,
     .unit = "probability",
     .undefined = "when a query gets one label (feedback.votes: 1)",
     .enumerable = false}};
const Register<Metric, WithAgent> agent{
    {.name = "agreement.agent",
     .summary = "How often one label agrees with the agent about two different responses of the reference policy.",
     .formula =
         "sum over i != j of mu(i) mu(j) P(the one the agent ranks higher beats the other) / sum of mu(i) mu(j); by "
         "fitted reward, else by probability",
     .source = "Dubois et al. (2023), AlpacaFarm, section 4; accuracy of a reward model"},
    {.higher_is_better = true,
     .range = kProbability,
     .unit = "probability",
     .undefined = "where there is only one response",
     .judges_policy = true}};

}  // namespace
}  // namespace paddock
