// How much a rival gains who looks for a best reply by trial: exploitability where P cannot be enumerated.
//
// Per context `candidates` replies are drawn from the reference policy, half as many from the policy judged, and draws
// of the policy judged to meet them. The first half of those draws chooses the reply that wins most often; the second
// half, which the choice has not seen, says how often it wins:
//   exploitability.sampled  that mean - 1/2: unbiased for the reply found, so at most exploitability on average
//   exploitability.low      its lower bound at 99 %: also one of exploitability
//   exploitability.high     its upper bound at 99 %: of the reply found; better ones may exist
// Bounds: empirical Bernstein (Maurer and Pontil 2009, Theorem 4), each at level 0.5 %, averaged over contexts. Common
// random numbers: the same draws for every agent and checkpoint.
// Sources: Lanctot et al. (2017), approximate best responses in empirical games; Maurer and Pontil (2009), Empirical
// Bernstein bounds and sample variance penalization.
#include "analysis/metrics/ground.h"
#include "analysis/metrics/sampled.h"

#include <cmath>

namespace paddock {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

class SampledReply : public Metric {
 public:
  struct Params {
    std::uint64_t candidates = 64;
    static constexpr auto fields() {
      return std::tuple{field("candidates", &Params::candidates,
                              "replies tried, drawn from the reference; half as many "
                              "again from the policy judged",
                              {.min = 2, .max = 4096})};
    }
  };
  SampledReply(const Params& p, const Setup& s)
      : ground_(s.world),
        judged_(s),
        draws_(s, "judged"),
        rng_(s.seed, s.replication, Purpose::measure, entity("replies")),
        foreign_(p.candidates),
        replies_(p.candidates + p.candidates / 2) {}
  void shift(const Scene& scene, const Moment& m) override { ground_.shift(scene.truth, m); }
  double measure(const Checkpoint& c) override {
    ground_.look({c.now, &c.agent.played()});
    const Policy* policy = judged_.policy(c.agent);
    if (!policy) return kUndefined;
    return over_contexts(ground_.world(), [&](ContextId x) { return of(*policy, x); });
  }

 protected:
  /// What is told of m wins of mean `mean` and sample variance `variance`.
  virtual double tell(double mean, double /*variance*/, double /*m*/) const { return mean - 0.5; }
  static double width(double variance, double m) {
    const double log = std::log(2 / 0.005);
    return std::sqrt(2 * variance * log / m) + 7 * log / (3 * (m - 1));
  }

 private:
  double of(const Policy& policy, ContextId x) {
    const auto met = draws_.take(policy, x);
    rng_.seek(x);
    const std::span<ItemId> all(replies_);
    ground_.world().reference().sample(x, rng_, all.first(foreign_));
    policy.sample(x, rng_, all.subspan(foreign_));
    const auto first = met.first(met.size() / 2), second = met.subspan(met.size() / 2);
    ItemId best = all[0];
    double most = -1;
    for (ItemId reply : all)
      if (const double wins = mean(x, reply, first); wins > most) most = wins, best = reply;
    const double wins = mean(x, best, second), m = static_cast<double>(second.size());
    double squares = 0;
    for (ItemId i : second) squares += std::pow(beats(x, best, i) - wins, 2);
    if (ItemStore* store = ground_.world().items())
      for (std::size_t k = all.size(); k-- > 0;) store->release(all[k]);
    draws_.release();
    return tell(wins, squares / (m - 1), m);
  }
  double beats(ContextId x, ItemId a, ItemId b) const { return ground_.truth().preference(x, a, b, ground_.moment()); }
  double mean(ContextId x, ItemId reply, std::span<const ItemId> met) const {
    double sum = 0;
    for (ItemId i : met) sum += beats(x, reply, i);
    return sum / static_cast<double>(met.size());
  }
  Ground ground_;
  Judged judged_;
  Draws draws_;
  Stream rng_;
  const std::size_t foreign_;
  std::vector<ItemId> replies_;
};

class Low final : public SampledReply {
 public:
  using SampledReply::SampledReply;

 private:
  double tell(double mean, double variance, double m) const override {
    return std::max(-0.5, mean - 0.5 - width(variance, m));
  }
};
class High final : public SampledReply {
 public:
  using SampledReply::SampledReply;

 private:
  double tell(double mean, double variance, double m) const override {
    return std::min(0.5, mean - 0.5 + width(variance, m));
  }
};

MetricTraits traits() {
  return {.range = {-0.5, 0.5}, .unit = "win probability", .judges_policy = true, .enumerable = false, .sampled = true};
}
constexpr std::string_view kFormula =
    "best of sampled replies by one half of the policy's draws, mean wins less 1/2 over the other half";
constexpr std::string_view kSource =
    "Lanctot et al. (2017), A unified game-theoretic approach to multiagent RL; Maurer and Pontil (2009), Theorem 4";

const Register<Metric, SampledReply> value{
    {.name = "exploitability.sampled",
     .summary = "How much a rival gains who tries replies: exploitability from below, also where responses cannot be "
                "listed.",
     .formula = kFormula,
     .source = kSource},
    traits()};
const Register<Metric, Low> low{{.name = "exploitability.low",
                                 .summary = "Lower 99 % bound of exploitability.sampled, and of exploitability itself.",
                                 .formula = kFormula,
                                 .source = kSource},
                                traits()};
const Register<Metric, High> high{
    {.name = "exploitability.high",
     .summary = "Upper 99 % bound of exploitability.sampled: of the reply that was found.",
     .formula = kFormula,
     .source = kSource},
    traits()};

}  // namespace
}  // namespace paddock
