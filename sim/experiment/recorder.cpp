#include "sim/experiment/recorder.h"

#include "sim/core/node.h"

namespace paddock {

LabelRecorder::LabelRecorder(const WorldView& world, std::vector<std::string> groups, std::vector<StoredLabel>& out)
    : world_(world), groups_(std::move(groups)), out_(out) {}

void LabelRecorder::observe(const LabelBatch& batch) {
  for (Row i = 0; i < batch.size(); ++i) {
    const Row q = batch.query[i];
    const auto items = batch.items(i);
    const auto& stamp = batch.stamp[i];
    StoredLabel label;
    label.query = batch.queries->stamp[q].serial, label.context = batch.queries->context[q];
    for (ItemId item : items) label.shown.push_back(world_.name(item));
    const auto choice = batch.choice[i];
    if (choice == LabelBatch::kTie)
      label.answer = "tie";
    else if (choice == LabelBatch::kSkip)
      label.answer = "skip";
    else
      switch (batch.queries->form) {
        case Form::ranking:
          for (auto r : batch.ranks(i)) label.answer += (label.answer.empty() ? "" : ">") + label.shown[r];
          break;
        case Form::rating:
          for (double v : batch.values(i)) label.answer += (label.answer.empty() ? "" : " ") + shortest(v);
          break;
        case Form::thumbs:
          label.answer = choice ? "up" : "down";
          break;
        default:
          label.answer = label.shown[choice];
      }
    label.annotator = stamp.pool < 0 ? "" : groups_[static_cast<std::size_t>(stamp.pool)];
    if (stamp.worker >= 0) label.annotator += "/" + std::to_string(stamp.worker);
    label.time = to_seconds(stamp.answered), label.cost = stamp.cost;
    out_.push_back(std::move(label));
  }
}

void store_policies(const Agent& agent, const AgentTraits& traits, const WorldView& world, double x,
                    std::vector<StoredPolicy>& out) {
  if (world.responses() == 0) return;
  std::vector<std::string_view> names{"recommended"};
  names.insert(names.end(), traits.policies.begin(), traits.policies.end());
  for (std::string_view name : names) {
    const Policy* policy = agent.policy(name);
    if (!policy) continue;
    for (ContextId c = 0; c < world.contexts(); ++c) {
      StoredPolicy stored{x, std::string(name), c, std::vector<double>(world.responses())};
      if (policy->probabilities(c, stored.probabilities)) out.push_back(std::move(stored));
    }
  }
}

}  // namespace paddock
