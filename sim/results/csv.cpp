#include "sim/results/csv.h"

#include <algorithm>
#include <system_error>
#include <tuple>

namespace paddock {

namespace {

void add(fmt::memory_buffer& b, std::string_view s) { b.append(s.data(), s.data() + s.size()); }
void add_number(fmt::memory_buffer& b, double v) { fmt::format_to(std::back_inserter(b), "{}", v == 0 ? 0.0 : v); }

/// Calls body(place, agent, cell) for every cell that has been run, in the outline's order.
template <class Body>
void for_each_cell(const Outline& o, const CellSource& source, Body body) {
  for (std::size_t p = 0; p < o.points.size(); ++p)
    for (std::size_t a = 0; a < o.points[p].agents.size(); ++a)
      for (std::size_t c = 0; c < o.points[p].agents[a].cells.size(); ++c)
        if (const auto cell = source(o, {p, a, c})) body(p, o.points[p].agents[a], *cell);
}

/// scenario,point,<values>,agent,seed, — the start of every row of a cell.
std::string place_of(const Outline& o, std::size_t point, const std::string& agent, std::uint32_t seed) {
  fmt::memory_buffer b;
  append_csv(b, o.scenario);
  fmt::format_to(std::back_inserter(b), ",{},", point);
  for (const auto& v : o.points[point].values) append_csv(b, v), b.push_back(',');
  append_csv(b, agent);
  fmt::format_to(std::back_inserter(b), ",{},", seed);
  return fmt::to_string(b);
}

void add_header(Output& out, const Outline& o, std::string_view rest) {
  out.add("scenario,point,");
  for (const auto& c : o.columns) append_csv(out.text(), c), out.add(",");
  out.add(rest);
}

bool wants(const Outline::Agent& agent, double x, double first, double last) {
  return agent.at.empty() || x == first || x == last || std::ranges::find(agent.at, x) != agent.at.end();
}

}  // namespace

void append_csv(fmt::memory_buffer& b, std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return add(b, field);
  b.push_back('"');
  for (const char c : field) {
    if (c == '"') b.push_back('"');
    b.push_back(c);
  }
  b.push_back('"');
}

std::vector<ResultRow> wanted_rows(const CellResult& cell, const Outline::Agent& agent) {
  std::vector<ResultRow> rows;
  if (cell.rows.empty()) return rows;
  const double first = cell.rows.front().x, last = cell.rows.back().x;
  for (const ResultRow& r : cell.rows)
    if (wants(agent, r.x, first, last) && std::ranges::find(agent.metrics, r.metric) != agent.metrics.end())
      rows.push_back(r);
  std::ranges::stable_sort(rows, {}, [](const ResultRow& r) { return std::tie(r.labels, r.metric, r.steps, r.x); });
  return rows;
}

void write_results_csv(const std::filesystem::path& path, const Outline& o, const CellSource& source) {
  Output out(path);
  add_header(out, o, "agent,seed,labels,steps,time,cost,metric,value\n");
  for_each_cell(o, source, [&](std::size_t point, const Outline::Agent& agent, const CellResult& cell) {
    if (cell.status != CellStatus::ok) return;
    const std::string place = place_of(o, point, agent.name, cell.seed);
    for (const ResultRow& r : wanted_rows(cell, agent)) {
      fmt::memory_buffer& b = out.text();
      add(b, place);
      fmt::format_to(std::back_inserter(b), "{},{},", r.labels, r.steps);
      add_number(b, r.time), b.push_back(',');
      add_number(b, r.cost), b.push_back(',');
      append_csv(b, r.metric), b.push_back(',');
      if (r.value) add_number(b, *r.value);
      b.push_back('\n');
    }
    out.flush();
  });
  out.commit();
}

std::size_t write_failures_csv(const std::filesystem::path& path, const Outline& o, const CellSource& source) {
  Output out(path);
  std::size_t failed = 0;
  add_header(out, o, "agent,seed,reason,seconds\n");
  for_each_cell(o, source, [&](std::size_t point, const Outline::Agent& agent, const CellResult& cell) {
    if (cell.status == CellStatus::ok) return;
    ++failed;
    add(out.text(), place_of(o, point, agent.name, cell.seed));
    append_csv(out.text(), cell.reason), out.add(",");
    add_number(out.text(), cell.seconds), out.add("\n");
    out.flush();
  });
  if (failed != 0)
    out.commit();
  else
    std::filesystem::remove(path);
  return failed;
}

void write_labels_csv(const std::filesystem::path& path, const Outline& o, const CellSource& source) {
  bool duels = true;
  for_each_cell(o, source, [&](std::size_t, const Outline::Agent&, const CellResult& cell) {
    for (const StoredLabel& l : cell.labels) duels &= l.shown.size() == 2;
  });
  Output out(path);
  out.add("point,agent,seed,query,context,");
  out.add(duels ? "left,right,winner" : "shown,answer");
  out.add(",annotator,time,cost\n");
  for_each_cell(o, source, [&](std::size_t point, const Outline::Agent& agent, const CellResult& cell) {
    fmt::memory_buffer& b = out.text();
    for (const StoredLabel& l : cell.labels) {
      fmt::format_to(std::back_inserter(b), "{},", point);
      append_csv(b, agent.name);
      fmt::format_to(std::back_inserter(b), ",{},{},{},", cell.seed, l.query, l.context);
      std::string shown;
      for (const auto& s : l.shown) {
        if (duels) append_csv(b, s), b.push_back(',');
        shown += (shown.empty() ? "" : "|") + s;
      }
      if (!duels) append_csv(b, shown), b.push_back(',');
      append_csv(b, l.answer), b.push_back(',');
      append_csv(b, l.annotator), b.push_back(',');
      add_number(b, l.time), b.push_back(',');
      add_number(b, l.cost), b.push_back('\n');
      out.flush();
    }
  });
  out.commit();
}

void write_policies_csv(const std::filesystem::path& path, const Outline& o, const CellSource& source,
                        const std::vector<std::string>& responses) {
  Output out(path);
  out.add("point,agent,seed,labels,policy,context,response,probability\n");
  for_each_cell(o, source, [&](std::size_t point, const Outline::Agent& agent, const CellResult& cell) {
    if (cell.status != CellStatus::ok || cell.rows.empty()) return;
    const double first = cell.rows.front().x, last = cell.rows.back().x;
    fmt::memory_buffer& b = out.text();
    for (const StoredPolicy& p : cell.policies) {
      if (!wants(agent, p.x, first, last)) continue;
      const auto row = std::ranges::find(cell.rows, p.x, &ResultRow::x);
      for (std::size_t i = 0; i < p.probabilities.size(); ++i) {
        fmt::format_to(std::back_inserter(b), "{},", point);
        append_csv(b, agent.name);
        fmt::format_to(std::back_inserter(b), ",{},{},", cell.seed, row == cell.rows.end() ? 0 : row->labels);
        append_csv(b, p.name);
        fmt::format_to(std::back_inserter(b), ",{},", p.context);
        append_csv(b, i < responses.size() ? responses[i] : std::to_string(i)), b.push_back(',');
        add_number(b, p.probabilities[i]), b.push_back('\n');
      }
      out.flush();
    }
  });
  out.commit();
}

}  // namespace paddock
