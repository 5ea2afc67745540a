#include "sim/cli/solve_table.h"

#include "analysis/report/words.h"
#include "sim/cli/terminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace paddock {
namespace {

constexpr std::size_t kRows = 40, kListed = 12;

std::string words(std::string_view key) {  // as the JSON key, for people
  std::string out(key);
  std::ranges::replace(out, '_', ' ');
  return out;
}

std::string number(double v) {
  const std::string out = fmt::format("{:.6g}", v);
  return out == "-0" ? "0" : out;
}

// Texts with a separator between, the first `kListed` of them.
std::string series(const std::vector<std::string>& all, std::string_view between) {
  std::string out;
  for (std::size_t k = 0; k < std::min(all.size(), kListed); ++k)
    out += (k == 0 ? "" : std::string(between)) + printable(all[k]);
  if (all.size() > kListed) out += fmt::format(" … and {} more", all.size() - kListed);
  return out;
}

// A value in a line of text; vectors of numbers stand in the table or in the JSON.
struct InWords {
  std::string_view key;
  std::string operator()(std::monostate) const { return "none"; }
  std::string operator()(bool v) const { return v ? "yes" : "no"; }
  std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
  std::string operator()(double v) const { return number(v); }
  std::string operator()(const std::string& v) const { return printable(v); }
  std::string operator()(const std::vector<std::string>& v) const { return series(v, key == "ranking" ? " > " : ", "); }
  std::string operator()(const std::vector<double>&) const { return {}; }
  std::string operator()(const std::vector<std::vector<double>>&) const { return {}; }
  std::string operator()(const std::vector<std::vector<std::string>>& groups) const {
    std::vector<std::string> all;
    for (const auto& g : groups) all.push_back(series(g, ", "));
    return series(all, " | ");
  }
};

bool is_column(std::string_view key) {
  return key == "scores" || key == "policy" || key == "law" || key == "leader" || key == "best_reply";
}

// Digits: whole and half numbers as they are, else four decimals.
std::string cell(double v, bool fine) {
  if (!fine) return number(v);
  const std::string out = fmt::format("{:.4f}", v);
  return out == "-0.0000" ? "0.0000" : out;
}

class Printer {
 public:
  Printer(const SolveResult& result, const Look& look) : result_(result), look_(look) {}

  std::string text(const std::string& about) {
    paragraph("", fmt::format("{} response{}; {}", result_.names.size(), result_.names.size() == 1 ? "" : "s", about));
    for (const std::string& note : result_.notes) paragraph("  ", note);
    table();
    out_ += '\n';
    std::size_t widest = 0;
    for (const Solution& s : result_.solutions) widest = std::max(widest, s.name.size());
    for (const Solution& s : result_.solutions) line(s, widest);
    return out_;
  }

 private:
  void paragraph(const std::string& head, const std::string& text) {
    const std::string shown = look_.unicode ? text : ascii(text);
    out_ += head + hanging(shown, static_cast<int>(look_.width), width_of(head));
  }

  void table() {
    TextTable t;
    const std::vector<std::size_t> order = best_first();
    const std::size_t rows = std::min(order.size(), kRows);
    t.columns.push_back({"response", {"response"}, {}, false, 9});
    for (std::size_t r = 0; r < rows; ++r)
      t.columns[0].cells.push_back({clipped(printable(result_.names[order[r]]), 32)});
    for (const Solution& s : result_.solutions)
      for (const auto& [key, value] : s.values)
        if (const auto* v = std::get_if<std::vector<double>>(&value); v && is_column(key)) {
          const bool fine = std::ranges::any_of(*v, [](double x) { return 2 * x != std::round(2 * x); });
          const double best = *std::ranges::max_element(*v);
          TextTable::Column column{words(s.name), heading(s.name, key), {}, true, 1};
          for (std::size_t r = 0; r < rows; ++r)
            column.cells.push_back(
                {cell((*v)[order[r]], fine), (*v)[order[r]] >= best ? Emphasis::strong : Emphasis::plain});
          t.columns.push_back(std::move(column));
        }
    if (t.columns.size() == 1) return;
    out_ += '\n';
    std::vector<std::string> dropped;
    for (const auto& l : t.lines(look_, 2, dropped)) out_ += l + '\n';
    if (rows < order.size()) paragraph("  ", fmt::format("and {} more; --json has them all", order.size() - rows));
    if (!dropped.empty()) paragraph("  ", "no room for " + series(dropped, ", ") + "; --json has them");
  }

  // "maximal lottery" in two lines; what is not the concept's own policy or score is named.
  static std::vector<std::string> heading(std::string_view name, std::string_view key) {
    std::vector<std::string> lines;
    const std::string head = words(name);
    const auto blank = head.find(' ');
    lines.push_back(head.substr(0, blank));
    if (blank != std::string::npos) lines.push_back(head.substr(blank + 1));
    if (key == "leader" || key == "best_reply") lines.push_back(words(key));
    return lines;
  }

  // By the first column of the table, then by the second, …; equal ones stay in the order of the file.
  std::vector<std::size_t> best_first() const {
    std::vector<const std::vector<double>*> by;
    for (const Solution& s : result_.solutions)
      for (const auto& [key, value] : s.values)
        if (const auto* v = std::get_if<std::vector<double>>(&value); v && is_column(key)) by.push_back(v);
    std::vector<std::size_t> order(result_.names.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
      for (const auto* v : by)
        if ((*v)[a] != (*v)[b]) return (*v)[a] > (*v)[b];
      return false;
    });
    return order;
  }

  void line(const Solution& s, std::size_t widest) {
    std::string text;
    for (const auto& [key, value] : s.values) {
      if (std::holds_alternative<std::monostate>(value) && !key.empty()) continue;
      const std::string said = std::visit(InWords{key}, value);
      if (said.empty()) continue;
      text += (text.empty() ? "" : "; ") + (key.empty() ? "" : words(key) + " ") + said;
    }
    for (const std::string& note : s.notes) text += (text.empty() ? "" : "; ") + note;
    const std::string head = "  " + padded(words(s.name), static_cast<int>(widest) + 2);
    paragraph(head, text);
  }

  const SolveResult& result_;
  const Look& look_;
  std::string out_;
};

}  // namespace

std::string solve_table(const SolveResult& result, const std::string& about, const Look& look) {
  return Printer(result, look).text(about);
}

}  // namespace paddock
