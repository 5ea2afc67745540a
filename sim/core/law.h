// One-dimensional probability laws as scenarios write them: a number, {normal: sd}, {exponential: mean} …
#pragma once
#include "sim/core/fields.h"
#include "sim/core/stream.h"

#include <vector>

namespace paddock {

/// A law of a real number. Every draw is the quantile of one uniform, so that it can be named (Stream::nth) and
/// coupled.
class Law {
 public:
  enum class Kind : std::uint8_t {
    constant,     ///< a
    normal,       ///< mean a, standard deviation b
    lognormal,    ///< median a, sigma b
    exponential,  ///< mean a
    uniform,      ///< [a, b]
    loguniform,   ///< [a, b], uniform in the logarithm
    gamma,        ///< mean a, coefficient of variation b
    beta,         ///< shapes a, b
    choice        ///< one of values, equally likely (also: an empirical sample from a file)
  };
  Law() = default;
  explicit(false) Law(double constant) : a_(constant) {}
  static Law make(Kind kind, double a, double b = 0);
  static Law sample(std::vector<double> values);

  Kind kind() const { return kind_; }
  bool zero() const { return kind_ == Kind::constant && a_ == 0; }
  bool constant() const { return kind_ == Kind::constant; }
  double mean() const;
  double quantile(double u) const;  ///< u in [0, 1); u = 0 gives the smallest value on the grid, never infinity
  double draw(Stream& s) const { return constant() ? a_ : quantile(s.uniform()); }
  double least() const;  ///< infimum of the support

  static constexpr std::string_view kWords = "distribution";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, Law&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();

 protected:
  static bool read_with(const Node&, Law&, const FieldView&, Problems&, std::string (*)(const Node&, double&));
  Kind kind_ = Kind::constant;
  double a_ = 0, b_ = 0;
  std::vector<double> values_;
  std::string file_;
};

/// A law of a time in seconds; numbers may carry ms, s, min, h, d.
class TimeLaw : public Law {
 public:
  using Law::Law;
  explicit(false) TimeLaw(Law l) : Law(std::move(l)) {}
  static constexpr std::string_view kWords = "time or distribution of times";
  static bool read(const Node&, TimeLaw&, const FieldView&, Problems&);
  /// Simulated nanoseconds, rounded, at least 0.
  Tick ticks(double u) const { return static_cast<Tick>(quantile(u) * static_cast<double>(kSecond) + 0.5); }
};

/// A step size: a number, `paper` (the theorem's schedule, which the agent knows) or {inverse: {scale, shift}}.
class Schedule {
 public:
  enum class Kind : std::uint8_t { constant, paper, inverse };
  Schedule() = default;
  explicit(false) Schedule(double constant) : kind_(Kind::constant), scale_(constant) {}
  /// scale / (t + shift)
  static Schedule inverse(double scale, double shift) {
    Schedule s;
    s.kind_ = Kind::inverse, s.scale_ = scale, s.shift_ = shift;
    return s;
  }
  Kind kind() const { return kind_; }
  /// Step t = 0, 1, …; `paper(t)` is asked when the scenario says so.
  template <class F>
  double at(std::uint64_t t, F paper) const {
    if (kind_ == Kind::paper) return paper(t);
    return kind_ == Kind::constant ? scale_ : scale_ / (static_cast<double>(t) + shift_);
  }
  static constexpr std::string_view kWords = "number, paper or {inverse: {scale, shift}}";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, Schedule&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();

 private:
  Kind kind_ = Kind::paper;
  double scale_ = 0, shift_ = 0;
};

}  // namespace paddock
