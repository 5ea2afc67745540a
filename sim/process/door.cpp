#include "sim/process/door.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kDeepest = 6, kDraws = 1000;
constexpr std::size_t kNumbersAtOnce = 100'000;  // asked of a policy in one message

Json json_of(const Node& n) {
  switch (n.kind()) {
    case Node::Kind::null:
      return nullptr;
    case Node::Kind::list: {
      Json out = Json::array();
      for (const Node& i : n.items()) out.push_back(json_of(i));
      return out;
    }
    case Node::Kind::map: {
      Json out = Json::object();
      for (const auto& e : n.entries()) out[e.key] = json_of(e.value);
      return out;
    }
    case Node::Kind::scalar:
      break;
  }
  bool truth = false;
  std::int64_t whole = 0;
  double number = 0;
  if (n.quoted()) return n.text();
  if (read_bool(n, truth).empty()) return truth;
  if (read_integer(n, whole).empty()) return whole;
  if (read_number(n, number).empty() && std::isfinite(number)) return number;
  return n.text();
}

Json json_of(const WorldView& w) {
  Json out{{"contexts", w.contexts()}, {"responses", w.responses()}};
  std::vector<double> law(w.contexts()), row(w.responses()), features(w.dimension());
  for (ContextId x = 0; x < w.contexts(); ++x) law[x] = w.context_probability(x);
  out["context_probabilities"] = law;
  for (ItemId i = 0; i < w.responses(); ++i) out["names"].push_back(w.name(i));
  for (ContextId x = 0; x < w.contexts(); ++x) {
    if (w.reference().probabilities(x, row)) out["reference"].push_back(row);
    if (features.empty()) continue;
    Json of_context = Json::array();
    for (ItemId i = 0; i < w.responses(); ++i) w.features(x, i, features), of_context.push_back(features);
    out["features"].push_back(std::move(of_context));
  }
  return out;
}

/// Requests and replies; knows how to refuse.
class Talk {
 public:
  Talk(const Program& p, std::stop_token stop) : child_(p.command.words, p.timeout.value, std::move(stop)) {}

  Json ask(const Json& request) {
    what_ = request.at("type").get<std::string>();
    said_ = child_.ask(request.dump(-1, ' ', false, Json::error_handler_t::replace), what_);
    try {
      Json reply = Json::parse(said_, [](int depth, Json::parse_event_t, Json&) {
        if (depth > kDeepest) throw std::length_error("it is nested too deeply");
        return true;
      });
      if (!reply.is_object()) refuse("is no JSON object");
      if (const auto error = reply.find("error"); error != reply.end())
        child_.fail(fmt::format("gave up at '{}': {}", what_, error->dump(-1, ' ', true).substr(0, kTold)));
      return reply;
    } catch (const nlohmann::json::exception&) {
      refuse("is no JSON (which knows no NaN)");
    } catch (const std::length_error& e) {
      refuse(e.what());
    }
  }
  void hello(Json request, const Program& p) {
    request["parameters"] = json_of(p.parameters.all);
    const Json reply = ask(request);
    const auto version = reply.find("protocol");
    if (version == reply.end() || !version->is_number_integer()) refuse("names no protocol");
    if (*version != kProtocol)
      child_.fail(fmt::format("speaks protocol {}; this paddock speaks {}", version->dump(), kProtocol));
    welcome_ = true;
  }
  /// A required list of exactly `size` entries, or of at most so many.
  const Json& list(const Json& reply, const char* key, std::size_t size, bool exactly = true) {
    const auto at = reply.find(key);
    if (at == reply.end() || !at->is_array()) refuse(fmt::format("has no list '{}'", key));
    if (at->size() > size || (exactly && at->size() < size))
      refuse(fmt::format("has {} {} where {}{} {} due", at->size(), key, exactly ? "" : "at most ", size,
                         size == 1 ? "is" : "are"));
    return *at;
  }
  std::uint32_t number_below(const Json& j, std::uint32_t n, const char* what) {
    if (!j.is_number_integer() || j < 0 || j >= n)
      refuse(fmt::format("names {} {} where there are 0 … {}", what, j.dump(-1, ' ', true).substr(0, 40), n - 1));
    return j.get<std::uint32_t>();
  }
  double probability(const Json& j) {
    const double v = j.is_number() ? j.get<double>() : -1;
    if (!(v >= 0 && v <= 1 + 1e-9)) refuse("holds a number that is no probability");
    return v;
  }
  [[noreturn]] void refuse(const std::string& why) {
    std::string shown(said_.substr(0, kTold));
    for (char& c : shown)
      if (c < ' ' || c > '~') c = '?';
    child_.fail(fmt::format("replied to '{}' what {}: {}{}", what_, why, shown, said_.size() > kTold ? " …" : ""));
  }
  void part() {
    if (welcome_) child_.part(R"({"type":"bye"})");
  }

 private:
  static constexpr std::size_t kTold = 120;
  Child child_;
  std::string what_;
  std::string_view said_;
  bool welcome_ = false;
};

/// A label as agents are told it; see docs/process.md.
Json answer_of(const LabelBatch& labels, Row i) {
  if (labels.skipped(i)) return nullptr;
  if (labels.choice[i] == LabelBatch::kTie) return "tie";
  switch (labels.queries->form) {
    case Form::ranking:
      return std::vector<int>(labels.ranks(i).begin(), labels.ranks(i).end());
    case Form::rating:
      return std::vector<double>(labels.values(i).begin(), labels.values(i).end());
    default:
      return int{labels.choice[i]};
  }
}

}  // namespace

struct AgentDoor::Line : Talk {
  using Talk::Talk;
  /// Any reply may end the asking.
  bool done(const Json& reply) const {
    const auto at = reply.find("done");
    return at != reply.end() && at->is_boolean() && at->get<bool>();
  }
};
struct JudgeDoor::Line : Talk {
  using Talk::Talk;
  Judge::Opinion opinion(const Json& j, Form form) {
    if (j.is_null()) return {.skip = true};
    if (j == "tie") return {.tie = true};
    if (form == Form::thumbs) return {.first = probability(j)};
    if (!j.is_array()) return {.first = number_below(j, 2, "response") == 0 ? 1.0 : 0.0};
    if (j.size() != 2) refuse("weighs another number of responses than two");
    const double first = probability(j[0]), second = probability(j[1]);
    if (std::abs(first + second - 1) > 1e-6) refuse("holds weights that do not sum to 1");
    return {.first = first / (first + second)};
  }
};

AgentDoor::AgentDoor(const Program& p, const AgentSetup& s)
    : line_(std::make_unique<Line>(p, s.stop)), world_(s.world) {
  Json pools = Json::array();
  for (const PoolInfo& pool : s.pools) {
    pools_.push_back(pool.name);
    pools.push_back({{"name", pool.name}, {"price", pool.price}, {"latency", pool.latency}});
  }
  line_->hello({{"type", "hello"},
                {"protocol", kProtocol},
                {"role", "agent"},
                {"seed", s.seed},
                {"form", word(s.form)},
                {"size", s.size},
                {"batch", s.batch},
                {"horizon", s.horizon > 0 ? Json(s.horizon) : Json()},
                {"world", json_of(s.world)},
                {"groups", pools}},
               p);
}
AgentDoor::~AgentDoor() { line_->part(); }

void AgentDoor::propose(QueryBatch& out) {
  const Row room = out.room();
  Json request{{"type", "propose"}, {"room", room}, {"contexts", Json::array()}};
  for (Row r = 0; r < room; ++r) request["contexts"].push_back(out.context[out.size() + r]);
  const Json reply = line_->ask(request);
  done_ = line_->done(reply);
  const Json& queries = line_->list(reply, "queries", room, false);
  const bool chooses = reply.contains("contexts");
  const Json& contexts = chooses ? line_->list(reply, "contexts", queries.size()) : request["contexts"];
  for (std::size_t q = 0; q < queries.size(); ++q) {
    const ContextId x = line_->number_below(contexts[q], world_.contexts(), "context");
    if (!queries[q].is_array() || queries[q].size() != out.stride)
      line_->refuse(
          fmt::format("has a query that does not show {} response{}", out.stride, out.stride == 1 ? "" : "s"));
    const auto shown = out.add(x);
    for (std::size_t i = 0; i < shown.size(); ++i)
      shown[i] = line_->number_below(queries[q][i], world_.responses(), "response");
  }
}

void AgentDoor::learn(const LabelBatch& labels) {
  Json request{{"type", "learn"}, {"labels", Json::array()}};
  for (Row i = 0; i < labels.size(); ++i) {
    const auto& stamp = labels.stamp[i];
    const auto& asked = labels.queries->stamp[labels.query[i]];
    const bool given = stamp.purpose == Purpose::data;
    const auto shown = labels.items(i);
    Json label{{"query", given ? Json() : Json(asked.serial)},
               {"context", labels.context(i)},
               {"shown", std::vector<ItemId>(shown.begin(), shown.end())},
               {"answer", answer_of(labels, i)}};
    if (stamp.pool >= 0 && static_cast<std::size_t>(stamp.pool) < pools_.size())
      label["group"] = pools_[static_cast<std::size_t>(stamp.pool)];
    if (stamp.worker >= 0) label["worker"] = stamp.worker;
    if (stamp.answered != 0) label["time"] = to_seconds(stamp.answered);
    if (stamp.cost != 0) label["cost"] = stamp.cost;
    request["labels"].push_back(std::move(label));
  }
  done_ = line_->done(line_->ask(request));
}

void AgentDoor::policy(std::span<double> out) {
  const std::size_t n = world_.responses(), at_once = std::max<std::size_t>(1, kNumbersAtOnce / n);
  for (ContextId x = 0; x < world_.contexts();) {
    const auto end = static_cast<ContextId>(std::min<std::size_t>(world_.contexts(), x + at_once));
    Json request{{"type", "policy"}, {"contexts", Json::array()}, {"draws", kDraws}};
    for (ContextId c = x; c < end; ++c) request["contexts"].push_back(c);
    const Json reply = line_->ask(request);
    const bool exact = reply.contains("probabilities");
    const Json& rows = line_->list(reply, exact ? "probabilities" : "draws", end - x);
    for (const Json& row : rows) {
      const auto law = out.subspan(n * x++, n);
      if (!row.is_array() || row.empty() || (exact && row.size() != n))
        line_->refuse(exact ? fmt::format("has a policy that is no list of {} probabilities", n)
                            : std::string("has no draws in a context"));
      std::ranges::fill(law, 0.0);
      double sum = 0;
      for (std::size_t i = 0; i < row.size(); ++i)
        if (exact)
          sum += law[i] = line_->probability(row[i]);
        else
          sum += 1, law[line_->number_below(row[i], world_.responses(), "response")] += 1;
      if (exact && std::abs(sum - 1) > 1e-6) line_->refuse(fmt::format("has a policy that sums to {}", shortest(sum)));
      for (double& p : law) p /= sum;
    }
  }
}

JudgeDoor::JudgeDoor(const Program& p, const Judge::Setup& s, Use use) : line_(std::make_unique<Line>(p, s.stop)) {
  Stream seed(s.seed, s.replication, Purpose::answer, s.entity);
  line_->hello({{"type", "hello"},
                {"protocol", kProtocol},
                {"role", "annotator"},
                {"use", use == Use::labels ? "labels" : "truth"},
                {"seed", seed.last()},
                {"form", word(s.form)},
                {"world", json_of(s.world)}},
               p);
}
JudgeDoor::~JudgeDoor() { line_->part(); }

void JudgeDoor::answer(const Call& call, std::span<Judge::Opinion> out) {
  Json request{{"type", "answer"}, {"queries", Json::array()}};
  if (call.worker >= 0) request["worker"] = call.worker;
  if (call.moment.now != 0) request["time"] = to_seconds(call.moment.now);
  for (const Row r : call.rows) {
    const auto shown = call.queries.items(r);
    request["queries"].push_back({{"label", call.index(r)},
                                  {"context", call.queries.context[r]},
                                  {"shown", std::vector<ItemId>(shown.begin(), shown.end())}});
  }
  const Json reply = line_->ask(request);
  const Json& answers = line_->list(reply, "answers", call.rows.size());
  for (std::size_t i = 0; i < answers.size(); ++i) out[i] = line_->opinion(answers[i], call.queries.form);
}

}  // namespace paddock
