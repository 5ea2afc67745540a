#include "analysis/statistics/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace paddock {

int decimals_for(double error) {
  if (!(error > 0) || !std::isfinite(error)) return 3;
  // 0.0996 is shown as 0.10, so the digits are those of the rounded error
  const double rounded = std::stod(fmt::format("{:.1e}", error));
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(rounded) + 1e-9)), 0, 6);
}

std::string fixed(double value, int decimals) {
  std::string s = fmt::format("{:.{}f}", value, decimals);
  const bool minus = s.front() == '-';
  std::string digits = minus ? s.substr(1) : s;
  if (digits.find_first_not_of("0.") == std::string::npos) return digits.starts_with("0.") ? digits.substr(1) : digits;
  if (digits.starts_with("0.")) digits.erase(0, 1);
  return (minus ? "-" : "") + digits;
}

std::string trimmed(double value, int digits, int least) {
  for (int d = least; d < digits; ++d)
    if (std::abs(value - std::stod(fmt::format("{:.{}f}", value, d))) <= 1e-9 * std::max(1.0, std::abs(value)))
      return fixed(value, d);
  return fixed(value, digits);
}

std::string figure(const Estimate& e, bool exact_if_single, bool ascii) {
  if (e.n == 0) return ascii ? "-" : "–";
  if (!std::isfinite(e.mean)) return fmt::format("{}", e.mean);
  if (!e.varies && (e.n > 1 || exact_if_single)) return trimmed(e.mean, 6, std::abs(e.mean) < 10 ? 3 : 0) + " exact";
  if (e.n == 1) return trimmed(e.mean, 4, std::abs(e.mean) < 10 ? 3 : 0);
  const int d = decimals_for(e.error);
  return fixed(e.mean, d) + (ascii ? " +-" : " ±") + fixed(e.half_width(), d);
}

std::string grouped(std::uint64_t n) {
  std::string s = std::to_string(n);
  for (auto i = static_cast<std::ptrdiff_t>(s.size()) - 3; i > 0; i -= 3) s.insert(static_cast<std::size_t>(i), ",");
  return s;
}

std::string magnitude(double count) {
  if (count < 1000) return fmt::format("{:.0f}", count);
  for (const auto& [scale, name] : {std::pair{1e3, "k"}, {1e6, "M"}, {1e9, "G"}})
    if (count < scale * 999.5 || scale == 1e9)
      return fmt::format("{:.{}f} {}", count / scale, count < scale * 9.95 ? 1 : 0, name);
  return {};
}

std::string duration(double s) {
  const auto in = [](double v, const char* unit) { return fmt::format("{:.{}f} {}", v, v < 9.95 ? 1 : 0, unit); };
  if (s < 100) return in(s, "s");
  if (s < 90 * 60) return in(s / 60, "min");
  if (s < 36 * 3600) return in(s / 3600, "h");
  if (s < 400 * 86400.0) return in(s / 86400, "days");
  return in(s / (365.25 * 86400), "years");
}

}  // namespace paddock
