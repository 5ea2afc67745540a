#include "analysis/claims/verdict.h"

namespace paddock {

bool Verdict::passes() const {
  return ruling == (must_fail ? Ruling::refuted : Ruling::holds) && (!control || *control == Ruling::refuted);
}

bool Verdict::fails() const {
  return ruling == (must_fail ? Ruling::holds : Ruling::refuted) || (control && *control == Ruling::holds);
}

double false_alarm(const std::vector<Verdict>& all) {
  double right = 1;
  for (const Verdict& v : all)
    if (!v.exact) right *= v.confidence;
  return 1 - right;
}

}  // namespace paddock
