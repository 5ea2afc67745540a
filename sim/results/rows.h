// What one finished cell leaves behind, and the order in which a study tells its cells.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace paddock {

/// A results file could not be read or written; the message is a sentence for people.
class ResultsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One metric at one checkpoint.
struct ResultRow {
  std::uint64_t labels = 0, steps = 0;
  double time = 0, cost = 0;    ///< simulated seconds; money
  double x = 0;                 ///< the checkpoint asked for, in the unit of the cell's checkpoints
  std::string metric;           ///< as shown: `exploitability`, `winrate.reference@average`
  std::optional<double> value;  ///< nothing where undefined; never NaN
};

/// What an agent would have done in one context at one checkpoint.
struct StoredPolicy {
  double x = 0;      ///< of the checkpoint
  std::string name;  ///< recommended, played, average, leader …
  std::uint32_t context = 0;
  std::vector<double> probabilities;  ///< one entry a response
};

/// One label as `record: [labels]` keeps it.
struct StoredLabel {
  std::uint64_t query = 0;  ///< its serial; several votes share it
  std::uint32_t context = 0;
  std::vector<std::string> shown;  ///< names of the responses, left first
  std::string answer;              ///< name of the winner, `tie`, `skip`; else what was said, as text
  std::string annotator;           ///< group, or group/worker
  double time = 0, cost = 0;       ///< when it was answered, in simulated seconds; what it cost
};

enum class CellStatus : std::uint8_t { ok, failed };

/// How a cell ended.
struct CellHead {
  std::string key;         ///< names the computation: hash128 of its resolved content, seed and revisions
  std::string agent;       ///< name
  std::uint32_t seed = 0;  ///< replication
  CellStatus status = CellStatus::ok;
  std::string reason;  ///< why it failed, else empty
  double seconds = 0;  ///< wall-clock time it took
};

/// A finished cell. Rows come checkpoint by checkpoint, in ascending x.
struct CellResult : CellHead {
  std::vector<ResultRow> rows;
  std::vector<StoredPolicy> policies;
  std::vector<StoredLabel> labels;
};

/// The cells of a study in the order in which they are told: point, agent, seed. Cells may be shared between points.
struct Outline {
  struct Cell {
    std::uint32_t seed = 0;
    std::string key;
  };
  struct Agent {
    std::string name;
    std::vector<std::string> metrics;  ///< wanted, in the scenario's order; what cells hold beyond is not told
    std::vector<double> at;            ///< checkpoints wanted besides the first and the last; empty: all
    std::vector<Cell> cells;           ///< ascending seed
  };
  struct Point {
    std::vector<std::string> values;  ///< of the columns, canonical flow YAML
    std::vector<Agent> agents;
  };
  std::string scenario;
  std::vector<std::string> columns;  ///< sweep keys or labels
  std::vector<Point> points;
};

/// Where a cell stands in an outline.
struct Place {
  std::size_t point = 0, agent = 0, cell = 0;
};

/// Hands out the cell of a place; nothing when it has not been run. Wrap the store's own to add derived rows.
using CellSource = std::function<std::optional<CellResult>(const Outline&, Place)>;

}  // namespace paddock
