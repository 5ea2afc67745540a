// What one answer may be, as probabilities, and the maps of it that modifiers are made of.
//
// `left` is the response shown left (a thumb up), `right` the other (a thumb down). Every map keeps the sum 1, and
// unless it knows sides, swapping left and right before it or after it is the same.
#pragma once
#include "sim/math/softmax.h"

#include <cmath>
#include <utility>

namespace paddock {

struct LabelLaw {
  double left = 0.5, right = 0.5, tie = 0, skip = 0;
  double decided() const { return left + right; }
  LabelLaw swapped() const { return {right, left, tie, skip}; }
};

/// The decided mass d keeps its size; its left share q becomes that with log-odds  logit(q) / temperature + bias.
inline LabelLaw sharpen(const LabelLaw& o, double temperature, double bias) {
  const double d = o.decided();
  if (o.left <= 0 || o.right <= 0) return o;  // sure of it: no finite bias changes that
  const double z = (std::log(o.left) - std::log(o.right)) / temperature + bias;
  return {d * sigmoid(z), d * sigmoid(-z), o.tie, o.skip};
}

/// With probability `rate` an answer is thoughtless: left with probability `left`, right otherwise. Skips stay.
inline LabelLaw lapse(const LabelLaw& o, double rate, double left) {
  const double some = rate * (1 - o.skip), kept = 1 - rate;
  return {kept * o.left + some * left, kept * o.right + some * (1 - left), kept * o.tie, o.skip};
}

/// Decided answers are turned round with probability p.
inline LabelLaw flip(const LabelLaw& o, double p) {
  return {(1 - p) * o.left + p * o.right, (1 - p) * o.right + p * o.left, o.tie, o.skip};
}

/// Rao & Kupper 1967: with strengths a and b, a wins with a / (a + theta b), theta >= 1.
inline LabelLaw rao_kupper(const LabelLaw& o, double theta) {
  const double d = o.decided();
  if (!(d > 0)) return o;
  const double left = d * o.left / (o.left + theta * o.right), right = d * o.right / (o.right + theta * o.left);
  return {left, right, o.tie + (d - left - right), o.skip};
}

/// Davidson 1970: the odds of a win stay, a tie weighs nu sqrt(a b).
inline LabelLaw davidson(const LabelLaw& o, double nu) {
  const double d = o.decided();
  if (!(d > 0)) return o;
  const double middle = nu * std::sqrt(o.left * o.right), whole = d + middle;
  return {d * o.left / whole, d * o.right / whole, o.tie + d * middle / whole, o.skip};
}

/// Decided answers become ties with probability p.
inline LabelLaw tie(const LabelLaw& o, double p) {
  return {(1 - p) * o.left, (1 - p) * o.right, o.tie + p * o.decided(), o.skip};
}

/// Any answer is withheld with probability p.
inline LabelLaw skip(const LabelLaw& o, double p) {
  return {(1 - p) * o.left, (1 - p) * o.right, (1 - p) * o.tie, o.skip + p * (1 - o.skip)};
}

}  // namespace paddock
