// The protocol that programs outside speak with paddock, as JSON Lines (docs/process.md): one door for agents, one for
// annotators. Every reply is checked; whatever is wrong with it is a ProcessError.
#pragma once
#include "sim/core/agent.h"
#include "sim/process/child.h"
#include "sim/process/program.h"

#include <memory>
#include <span>
#include <vector>

namespace paddock {

inline constexpr int kProtocol = 1;

/// A program that decides what to ask and learns from labels.
class AgentDoor {
 public:
  AgentDoor(const Program&, const AgentSetup&);
  ~AgentDoor();
  void propose(QueryBatch& out);
  void learn(const LabelBatch&);
  /// Its policy, contexts × responses: as it says, or as its draws show.
  void policy(std::span<double> out);
  bool done() const { return done_; }

 private:
  struct Line;
  std::unique_ptr<Line> line_;
  const WorldView& world_;
  std::vector<std::string> pools_;
  bool done_ = false;
};

/// A program that answers queries: for labels, or to tell metrics what is true.
class JudgeDoor {
 public:
  enum class Use : std::uint8_t { labels, truth };
  JudgeDoor(const Program&, const Judge::Setup&, Use);
  ~JudgeDoor();
  /// One opinion a row of the call. Its opinions depend on what it is shown and, if it wants, on the label's number.
  void answer(const Call&, std::span<Judge::Opinion> out);

 private:
  struct Line;
  std::unique_ptr<Line> line_;
};

}  // namespace paddock
