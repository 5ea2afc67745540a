// The labelling service as the agent meets it, from the stamps of the labels it has learnt. Labels given before the
// start and what happened before measure.warmup do not count: the window is [warmup, now].
//
// queue.wait:   mean seconds from issue to start of service, of labels issued in the window.
// queue.length: time average of votes waiting, those in service not counted (Lq): seconds waited inside the window over
//               its length. With queue.wait it obeys Little's law, Lq = rate × Wq.
// utilisation:  seconds of service inside the window over workers × its length.
// staleness:    mean number of updates of the agent between asking and learning, of labels issued in the window.
//
// Only labels already learnt are known, so the last votes in the system are missing: an error of at most (votes in the
// system) × (their wait or service) / window. Nothing is missing at the checkpoints of synchronous runs.
// Sources: Little (1961), A proof for the queueing formula L = lambda W; Noukhovitch et al. (2024), Asynchronous RLHF.
#include "sim/core/metric.h"

#include <algorithm>

namespace paddock {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kNothingAsked = "nobody is asked under form oracle";

/// Hands over the labels of the run one by one.
class Stamps : public Metric {
 public:
  using Params = NoParams;
  using Metric::observe;
  explicit Stamps(const Setup& s)
      : oracle_(s.form == Form::oracle), warmup_(static_cast<Tick>(s.warmup * static_cast<double>(kSecond) + 0.5)) {}
  unsigned watches() const override { return kLabels; }
  std::string undefined() const override { return oracle_ ? kNothingAsked : ""; }
  void observe(const LabelBatch& labels) override {
    for (Row i = 0; i < labels.size(); ++i)
      if (labels.stamp[i].purpose != Purpose::data) see(labels.queries->stamp[labels.query[i]], labels.stamp[i]);
    ++updates_;
  }

 protected:
  virtual void see(const QueryBatch::Stamp&, const LabelBatch::Stamp&) = 0;
  bool counts(const QueryBatch::Stamp& asked) const { return asked.issued >= warmup_; }
  /// Seconds of [from, to] inside the window.
  double inside(Tick from, Tick to) const { return to_seconds(std::max(to, warmup_) - std::max(from, warmup_)); }
  double window(const Checkpoint& c) const { return to_seconds(c.now - warmup_); }
  const bool oracle_;
  const Tick warmup_;
  std::uint32_t updates_ = 0;  ///< learn() calls so far
};

class Mean : public Stamps {
 public:
  using Stamps::Stamps;
  double measure(const Checkpoint&) override { return count_ > 0 ? sum_ / count_ : kUndefined; }

 protected:
  void add(double value) { sum_ += value, ++count_; }

 private:
  double sum_ = 0, count_ = 0;
};

struct Wait final : Mean {
  Wait(const Params&, const Setup& s) : Mean(s) {}
  void see(const QueryBatch::Stamp& asked, const LabelBatch::Stamp& label) override {
    if (counts(asked)) add(to_seconds(label.started - asked.issued));
  }
};

struct Staleness final : Mean {
  Staleness(const Params&, const Setup& s) : Mean(s) {}
  void see(const QueryBatch::Stamp& asked, const LabelBatch::Stamp&) override {
    if (counts(asked)) add(static_cast<double>(updates_ - asked.version));
  }
};

class Length final : public Stamps {
 public:
  Length(const Params&, const Setup& s) : Stamps(s) {}
  void see(const QueryBatch::Stamp& asked, const LabelBatch::Stamp& label) override {
    waited_ += inside(asked.issued, label.started);
  }
  double measure(const Checkpoint& c) override { return !oracle_ && window(c) > 0 ? waited_ / window(c) : kUndefined; }

 private:
  double waited_ = 0;
};

class Utilisation final : public Stamps {
 public:
  Utilisation(const Params&, const Setup& s) : Stamps(s), workers_(s.workers) {}
  std::string undefined() const override {
    return oracle_ ? kNothingAsked : workers_ > 0 ? "" : "the number of workers is unlimited";
  }
  void see(const QueryBatch::Stamp&, const LabelBatch::Stamp& label) override {
    busy_ += inside(label.started, label.answered);
  }
  double measure(const Checkpoint& c) override {
    return !oracle_ && workers_ > 0 && window(c) > 0 ? busy_ / (workers_ * window(c)) : kUndefined;
  }

 private:
  const int workers_;
  double busy_ = 0;
};

constexpr std::string_view kNoTime = "while no time has passed since measure.warmup, or under form oracle";
constexpr std::string_view kNoLabel =
    "while no label issued after measure.warmup has been learnt, or under form oracle";

const Register<Metric, Wait> wait{{.name = "queue.wait",
                                   .summary = "How long a query waits until somebody begins to answer it.",
                                   .formula = "mean over labels of started - issued",
                                   .source = "Little (1961), A proof for the queueing formula L = lambda W (Wq)"},
                                  {.range = kNonNegative, .unit = "s", .undefined = kNoLabel, .enumerable = false}};
const Register<Metric, Length> length{
    {.name = "queue.length",
     .summary = "How many votes are waiting on average, those being answered not counted.",
     .formula = "sum over labels of seconds waited since measure.warmup / seconds since measure.warmup",
     .source = "Little (1961), A proof for the queueing formula L = lambda W (Lq)"},
    {.range = kNonNegative, .unit = "votes", .undefined = kNoTime, .enumerable = false}};
const Register<Metric, Staleness> staleness{
    {.name = "staleness",
     .summary = "How many updates the agent makes between asking a query and learning its label.",
     .formula = "mean over labels of learn calls between issue and use",
     .source = "Noukhovitch et al. (2024), Asynchronous RLHF"},
    {.range = kNonNegative, .unit = "updates", .undefined = kNoLabel, .enumerable = false}};
const Register<Metric, Utilisation> utilisation{
    {.name = "utilisation",
     .summary = "Share of their time that workers spend answering.",
     .formula = "seconds of service since measure.warmup / (workers × seconds since measure.warmup)",
     .source = "Erlang (1917), traffic offered per server"},
    {.range = kProbability,
     .unit = "share of time",
     .undefined = "when workers are unlimited; while no time has passed since measure.warmup; under form oracle",
     .enumerable = false}};

}  // namespace
}  // namespace paddock
