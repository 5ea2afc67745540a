// Modifiers of a group's judgement: what stands between what people think and what they answer.
//
//   temperature T    log-odds / T
//   bias.position b  log-odds + b in favour of the response shown left
//   lapse            with probability rate a thoughtless answer: left with probability `left`
//   noise.flip p     the opposite answer with probability p; a worker of quality eta flips with probability 1 - eta
//   here too ties             rao-kupper theta · davidson nu · threshold delta (|u - u'| < delta) · random p skip with
//   a probability, or when the best response shown has a utility of at most `threshold`
// in this order unless `order` says otherwise.
#pragma once
#include "annotators/modifiers/label_law.h"
#include "sim/core/fields.h"

#include <array>
#include <optional>
#include <vector>

namespace paddock {

struct Bias {
  double position = 0;
  static constexpr auto fields() {
    return std::tuple{field("position", &Bias::position, "log-odds in favour of the response shown left")};
  }
};
struct Lapse {
  double rate = 0, left = 0.5;
  static constexpr std::string_view kWords = "probability or {rate, left}";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, Lapse&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};
/// A probability below one half.
struct FlipRate {
  double p = 0;
  static constexpr std::string_view kWords = "probability below 0.5";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, FlipRate&, const FieldView&, Problems&);
  Node write() const { return Node::number(p); }
  static std::string schema() { return R"("type": "number", "minimum": 0, "exclusiveMaximum": 0.5)"; }
};
struct Noise {
  FlipRate flip;
  static constexpr auto fields() {
    return std::tuple{field("flip", &Noise::flip, "probability of the opposite answer")};
  }
};
struct Ties {
  enum class Kind : std::uint8_t { rao_kupper, davidson, threshold, random };
  Kind kind = Kind::random;
  double value = 0;  ///< theta, nu, delta or p
  static constexpr std::string_view kWords =
      "{rao-kupper: {theta}}, {davidson: {nu}}, {threshold: {delta}} or {random: {p}}";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, Ties&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};
struct Skip {
  double probability = 0;
  std::optional<double> threshold;  ///< of the best utility shown, in place of the probability
  static constexpr std::string_view kWords = "probability or {threshold}";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, Skip&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

enum class Modifier : std::uint8_t { temperature, bias, lapse, noise, ties, skip };
constexpr auto enum_words(Modifier) {
  return std::array{Word{Modifier::temperature, "temperature"},
                    Word{Modifier::bias, "bias"},
                    Word{Modifier::lapse, "lapse"},
                    Word{Modifier::noise, "noise"},
                    Word{Modifier::ties, "ties"},
                    Word{Modifier::skip, "skip"}};
}
/// The order in which modifiers act; those not named follow in the usual one.
struct Order {
  std::array<Modifier, 6> all{Modifier::temperature, Modifier::bias, Modifier::lapse,
                              Modifier::noise,       Modifier::ties, Modifier::skip};
  static constexpr std::string_view kWords = "list of modifiers";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, Order&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

struct Modifiers {
  std::optional<double> temperature;
  std::optional<Bias> bias;
  std::optional<Lapse> lapse;
  std::optional<Noise> noise;
  std::optional<Ties> ties;
  std::optional<Skip> skip;
  std::optional<Order> order;
  static constexpr auto fields() {
    return std::tuple{field("temperature", &Modifiers::temperature, "divides the log-odds of an answer", kPositive),
                      field("bias", &Modifiers::bias, "for the side on which a response is shown"),
                      field("lapse", &Modifiers::lapse, "share of thoughtless answers, and how often these are left"),
                      field("noise", &Modifiers::noise, "answers turned round"),
                      field("ties", &Modifiers::ties, "when they call it a tie"),
                      field("skip", &Modifiers::skip, "when they do not answer"),
                      field("order", &Modifiers::order, "in which modifiers act")};
  }

  /// Mine, and the other's where I have none.
  Modifiers over(const Modifiers& other) const;
  bool empty() const { return !temperature && !bias && !lapse && !noise && !ties && !skip; }
  /// Whether an answer depends on which response is shown left.
  bool sided() const { return (bias && bias->position != 0) || (lapse && lapse->rate > 0 && lapse->left != 0.5); }
  /// Whether they look at utilities, not only at preferences.
  bool needs_utilities() const { return (ties && ties->kind == Ties::Kind::threshold) || (skip && skip->threshold); }
  double flips() const { return noise ? noise->flip.p : 0; }
  /// What comes of an answer: left with probability q before, utilities of the left and the right response (unused
  /// unless needs_utilities()), the worker's quality in [0, 1].
  LabelLaw apply(double q, double left_utility, double right_utility, double quality) const;
};

}  // namespace paddock
