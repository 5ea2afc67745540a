// `paddock fit`: an annotator model fitted to comparisons or rankings.
#include "analysis/fit/fit.h"

#include "analysis/fit/agreement.h"
#include "analysis/fit/annotators.h"
#include "analysis/report/text_table.h"
#include "sim/cli/command.h"
#include "sim/cli/terminal.h"
#include "sim/core/node.h"
#include "sim/data/read.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <numeric>

namespace paddock {
namespace {

using Json = nlohmann::ordered_json;

Model model_of(const Arguments& given) {
  const std::string name = given.text("model").value_or("bradley-terry");
  std::vector<std::string_view> known;
  for (const auto& w : enum_words(Model{})) {
    if (w.text == name) return w.value;
    known.push_back(w.text);
  }
  const auto near = did_you_mean(name, known);
  throw UsageError(fmt::format("unknown model '{}'{}", name, near.empty() ? "; one of: " + listing(known) : near));
}

Comparisons read(const std::string& path) {
  auto any = read_preferences(path);
  if (auto* data = std::get_if<Comparisons>(&any)) return std::move(*data);
  throw DataError(path, 0, 0,
                  "expected comparisons or rankings, this is a matrix of probabilities; paddock solve reads it");
}

Json or_null(const std::optional<double>& v) { return v ? Json(*v) : Json(nullptr); }

Json json_of(const Fit& fit, const Comparisons& data, const FitOptions& o) {
  Json j{{"model", word(fit.model)}, {"names", data.names}};
  j["scores"] = std::vector<double>(fit.scores.begin(), fit.scores.end());
  for (Eigen::Index i = 0; i < data.size(); ++i) {
    const double error = fit.standard_error(i);
    j["standard_errors"].push_back(std::isnan(error) ? Json(nullptr) : Json(error));
  }
  j["parameters"] = Json::object(), j["parameter_standard_errors"] = Json::object();
  for (const FittedParameter& e : fit.parameters) {
    j["parameters"][e.name] = e.value;
    if (e.standard_error) j["parameter_standard_errors"][e.name] = *e.standard_error;
  }
  if (!fit.consensus.empty()) {
    for (const int i : fit.consensus) j["consensus"].push_back(data.names[static_cast<std::size_t>(i)]);
    j["search"] = fit.exact ? "exact" : "local";
  }
  j["ridge"] = o.ridge;
  j["log_likelihood"] = fit.converged ? Json(fit.log_likelihood) : Json(nullptr);
  j["held_out_log_loss"] = or_null(fit.held_out);
  j["folds"] = o.folds;
  j["label"] = fit.over_ballots ? "ranking" : "comparison";
  j["errors_from"] = !fit.errors ? Json(nullptr) : Json(fit.sandwich ? "sandwich" : "information");
  j["converged"] = fit.converged;
  if (!fit.message.empty()) j["message"] = fit.message;
  j["annotators"] = fit.converged ? Json(annotators_yaml(fit, data.names)) : Json(nullptr);
  return j;
}

Json json_of(const std::optional<Agreement>& a) {
  if (!a) return nullptr;
  return {{"questions", a->questions},
          {"labels", a->labels},
          {"pairwise", a->pairwise},
          {"pairwise_decisive", or_null(a->decisive)},
          {"krippendorff_alpha", or_null(a->alpha)}};
}

/// A value with as many digits as its error tells.
std::string with_error(double value, std::optional<double> error) {
  if (!error || !(*error > 0)) return fmt::format("{:.4g}", value);
  const int digits = std::clamp(1 - static_cast<int>(std::floor(std::log10(*error))), 0, 9);
  return fmt::format("{:.{}f} ± {:.{}f}", value, digits, *error, digits);
}

void print(const Fit& fit, const Comparisons& data, const Look& look) {
  if (!fit.converged) {
    std::cout << "  no fit   " << hanging(fit.message, static_cast<int>(look.width), 11);
    return;
  }
  std::vector<Eigen::Index> order(data.names.size());
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::ranges::stable_sort(order, std::greater(), [&](Eigen::Index i) { return fit.scores[i]; });
  TextTable table{{{.name = "item", .heading = {fit.consensus.empty() ? "item" : "consensus"}, .cells = {}, .keep = 9},
                   {.name = "score", .heading = {"score"}, .cells = {}, .right = true, .keep = 9}}};
  if (!fit.consensus.empty()) table.columns.pop_back();
  for (const Eigen::Index i : order) {
    table.columns[0].cells.push_back({data.names[static_cast<std::size_t>(i)]});
    if (!fit.consensus.empty()) continue;
    const double error = fit.standard_error(i);
    table.columns[1].cells.push_back(
        {with_error(fit.scores[i], std::isnan(error) ? std::nullopt : std::optional(error))});
  }
  std::vector<std::string> dropped;
  for (const auto& line : table.lines(look, 2, dropped)) std::cout << line << '\n';
  std::cout << '\n';
  for (const FittedParameter& e : fit.parameters)
    std::cout << fmt::format("  {}: {}\n", e.name, with_error(e.value, e.standard_error));
  std::cout << fmt::format("  log-likelihood: {:.3f}\n", fit.log_likelihood);
  if (fit.held_out)
    std::cout << fmt::format("  held-out log loss: {:.4f} nats a {}, 5 folds\n", *fit.held_out,
                             fit.over_ballots ? "ranking" : "comparison");
  else
    std::cout << "  held-out log loss: none; some fold leaves no fit, or gives a label no chance\n";
  if (fit.errors && fit.model != Model::mallows)
    std::cout << fmt::format("  ± standard error from the {}\n",
                             !fit.sandwich          ? "observed information"
                             : data.ballots.empty() ? "sandwich: ties count as half a win each"
                                                    : "sandwich: the pairs of one ranking depend on each other");
  if (!fit.message.empty()) std::cout << "  note: " << hanging(fit.message, static_cast<int>(look.width), 8);
}

void print(const std::optional<Agreement>& a) {
  if (!a) {
    std::cout << "  agreement: nobody was asked what somebody else was asked\n";
    return;
  }
  std::cout << fmt::format("  agreement: {:.4f} of label pairs on the same question are equal", a->pairwise);
  if (a->decisive) std::cout << fmt::format(", {:.4f} of those without a tie", *a->decisive);
  std::cout << fmt::format("\n    {:.0f} questions with {:.0f} labels", a->questions, a->labels);
  std::cout << (a->alpha ? fmt::format("; Krippendorff's alpha {:.4f}\n", *a->alpha) : "\n");
}

}  // namespace

int fit_data(const Arguments& given) {
  if (given.rest().size() != 1) throw UsageError("fit takes one file: paddock fit comparisons.csv");
  const Look look = look_of(given);
  const bool json = given.has("json");
  FitOptions o{.model = model_of(given),
               .home_advantage = given.has("home-advantage"),
               .ridge = given.real("ridge", 0).value_or(0),
               .seed = given.number("seed", 0, ~0ull).value_or(0)};
  const std::string& path = given.rest()[0];
  try {
    const Comparisons data = read(path);
    if (const auto why = misfit(data, o); !why.empty()) throw DataError(path, 0, 0, why);
    const Fit fitted = fit(data, o);
    if (json) {
      Json j = json_of(fitted, data, o);
      if (given.has("agreement")) j["agreement"] = json_of(agreement(data));
      std::cout << j.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
      return kDone;
    }
    double labels = data.ballots.empty() ? data.decisive_total() + data.tie_total() : 0;
    for (const Ballot& b : data.ballots) labels += b.count;
    std::cout << fmt::format("{}: {} of {} items on {} {}\n\n", path, word(o.model), data.size(), shortest(labels),
                             data.ballots.empty() ? "comparisons" : "rankings");
    print(fitted, data, look);
    if (given.has("agreement")) print(agreement(data));
    if (fitted.converged) std::cout << '\n' << annotators_yaml(fitted, data.names);
  } catch (const DataError& e) {
    return complain(e, json);
  }
  return kDone;
}

}  // namespace paddock
