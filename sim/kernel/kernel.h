// One run of one cell: an agent, pools of annotators, metrics, a budget and the simulated clock. Knows interfaces only.
#pragma once
#include "sim/core/agent.h"
#include "sim/core/law.h"
#include "sim/core/metric.h"

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace paddock {

/// What a label costs: flat, by the second of service, and once per query (to the first vote's pool).
struct Price {
  double label = 0, second = 0, query = 0;
  bool free() const { return label == 0 && second == 0 && query == 0; }
};

/// On shift for `on` seconds out of every `on + off`, starting at `start`. off = 0: always. Who is answering at the end
/// of a shift finishes.
struct Availability {
  double on = 0, off = 0, start = 0;
};

/// One group of annotators as the kernel sees it.
struct Pool {
  Annotator* judge = nullptr;
  std::uint32_t entity = 0;  ///< of the group's name: names its service times
  double share = 1;          ///< weight in the draw of who labels; 0: never
  int workers = 0;           ///< 0: unlimited, nobody waits
  TimeLaw service{};         ///< seconds from start to answer
  Price price{};
  Availability availability{};
};

/// What holds from some moment on. The first regime holds from the start; later ones keep the number of pools and of
/// their workers.
struct Regime {
  std::uint64_t labels = 0;  ///< starts when so many labels have been answered …
  std::optional<Tick> time;  ///< … or, if set, at this moment instead
  std::vector<Pool> pools;
  std::vector<const Truth*> groups;  ///< each group's own preferences
  const Truth* truth = nullptr;      ///< what metrics compare with
};

/// What learners see of ties.
enum class TieRule : std::uint8_t { half, drop, random, likelihood };
constexpr auto enum_words(TieRule) {
  return std::array{Word{TieRule::half, "half"}, Word{TieRule::drop, "drop"}, Word{TieRule::random, "random"},
                    Word{TieRule::likelihood, "likelihood"}};
}
enum class Unit : std::uint8_t { labels, steps, time, cost };
constexpr auto enum_words(Unit) {
  return std::array{Word{Unit::labels, "labels"}, Word{Unit::steps, "steps"}, Word{Unit::time, "time"},
                    Word{Unit::cost, "cost"}};
}

/// The first to run out ends the run; infinity: no limit.
struct Budget {
  double labels = std::numeric_limits<double>::infinity(), steps = labels, time = labels, cost = labels;
};

/// Labels every agent gets before its first proposal.
struct Given {
  QueryBatch queries;
  std::optional<LabelBatch> labels;  ///< as read from a file; nothing: the population answers the queries
  bool charged = false;
};

struct Settings {
  Form form = Form::duel;
  Row size = 2, batch = 1, votes = 1;
  bool majority = false;  ///< the votes of a query become one label
  bool async = false;     ///< learn labels as they come, keep `open` queries outstanding
  Row open = 8;
  std::optional<TimeLaw> arrivals;  ///< open loop: a query every so often, whatever the labels do
  std::optional<TimeLaw> compute;   ///< an agent's time from learning to its next proposal
  TieRule ties = TieRule::half;
  Budget budget;
  Unit unit = Unit::labels;  ///< of `at`
  std::vector<double> at;    ///< checkpoints, ascending; the start and the end are always taken
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  std::uint32_t entity = 0;  ///< of the agent's name
  bool by_events = false;    ///< use the event queue even when nothing takes time (for tests)
};

/// Metric values at one checkpoint. `x`: the checkpoint asked for, in Settings::unit.
struct Reading {
  double x = 0;
  std::uint64_t labels = 0, steps = 0;
  double time = 0, cost = 0;  ///< seconds; money
  std::vector<double> values;
};

/// Time integrals that tie the queue's books together (Little's law, exactly).
struct QueueBooks {
  double length_integral = 0;  ///< ∫ L dt, L = votes in the system (waiting or served), second × votes
  double sojourns = 0;         ///< Σ over votes of time in the system, truncated at the end of the run
  double waits = 0;            ///< Σ of time before service
  double busy = 0;             ///< Σ of time in service, truncated
  std::uint64_t votes = 0;     ///< that entered
};

/// Runs one cell. All pointers must outlive it. Throws std::runtime_error naming what diverged.
class Kernel {
 public:
  Kernel(Agent&, const WorldView&, std::vector<Regime>, std::vector<Metric*>, Settings, const Given* given = nullptr);
  ~Kernel();
  /// To the end, or until stop is requested (then finished() is false and the readings are partial).
  const std::vector<Reading>& run(std::stop_token stop = {});
  bool finished() const;
  const std::vector<Reading>& readings() const;
  std::uint64_t events() const;  ///< handled by the queue; 0 on the direct path
  const QueueBooks& books() const;
  /// Called at every checkpoint after the metrics; to store policies.
  std::function<void(const Reading&)> on_reading;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace paddock
