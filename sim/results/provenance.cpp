#include "sim/results/provenance.h"

#include "sim/core/build_info.h"

#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>

namespace paddock {

namespace {

using Json = nlohmann::ordered_json;

/// The value of the first line `key<separator>value` of a text file; empty when there is none.
std::string entry(const char* path, const std::string& key, char separator) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const auto at = line.find(separator);
    if (at == std::string::npos || line.substr(0, line.find_last_not_of(" \t", at - 1) + 1) != key) continue;
    const auto from = line.find_first_not_of(" \t\"", at + 1), to = line.find_last_not_of(" \t\"");
    return from == std::string::npos ? std::string() : line.substr(from, to - from + 1);
  }
  return {};
}

bool has_fma() {
#if defined(__x86_64__) || defined(__i386__)
  return __builtin_cpu_supports("fma") != 0;
#else
  return true;  // part of every 64-bit ARM and POWER
#endif
}

}  // namespace

Machine this_machine() {
  Machine m;
  utsname u{};
  ::uname(&u);
  m.cpu = entry("/proc/cpuinfo", "model name", ':');
  if (m.cpu.empty()) m.cpu = u.machine;
  const std::string name = entry("/etc/os-release", "PRETTY_NAME", '=');
  m.system = (name.empty() ? std::string(u.sysname) : name) + ", " + u.sysname + " " + u.release + " " + u.machine;
  if (!std::getenv("PADDOCK_NO_HOST")) m.host = u.nodename;
  m.fma = has_fma();
  return m;
}

std::string utc(std::chrono::system_clock::time_point t) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(t);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string provenance_json(const Provenance& p, const Machine& m) {
  const BuildInfo& b = build_info();
  Json libraries = Json::object();
  for (const auto& l : b.libraries) libraries[std::string(l.name)] = l.version;
  libraries["SQLite"] = sqlite3_libversion();  // the one that runs, not the one compiled against
  Json machine{{"cpu", m.cpu}, {"fma", m.fma}, {"system", m.system}};
  if (!m.host.empty()) machine["host"] = m.host;
  Json all{{"paddock",
            {{"version", b.version},
             {"commit", b.commit},
             {"modified", b.dirty},
             {"compiler", b.compiler},
             {"type", b.type},
             {"flags", b.flags},
             {"libraries", libraries}}},
           {"machine", machine},
           {"command", p.command},
           {"start", utc(p.start)},
           {"end", utc(p.end)},
           {"threads", p.threads},
           {"scenario", {{"name", p.scenario}, {"hash", p.scenario_hash}, {"seed", p.seed}}},
           {"cells", {{"total", p.cells}, {"run", p.run}, {"failed", p.failed}}}};
  if (!p.shard.empty()) all["shard"] = p.shard;
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

namespace {

/// The runs a document tells of.
std::vector<Json> runs_in(const std::string& document) {
  const Json j = Json::parse(document, nullptr, false);
  if (!j.is_object()) return {};
  const auto merged = j.find("merged");
  return merged != j.end() && merged->is_array() ? merged->get<std::vector<Json>>() : std::vector<Json>{j};
}
std::string at(const Json& run, const char* path) {
  const Json::json_pointer where(path);
  return run.contains(where) ? run.at(where).dump() : "?";
}

}  // namespace

std::string merged_provenance(const std::vector<std::string>& documents) {
  std::vector<Json> all;
  for (const auto& d : documents)
    for (Json& run : runs_in(d))
      if (std::ranges::find(all, run) == all.end()) all.push_back(std::move(run));
  return Json{{"merged", all}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<std::string> provenance_differences(const std::string& one, const std::string& other) {
  static constexpr std::pair<const char*, const char*> kDecide[] = {{"/paddock/version", "version"},
                                                                    {"/paddock/commit", "commit"},
                                                                    {"/paddock/modified", "modified sources"},
                                                                    {"/paddock/compiler", "compiler"},
                                                                    {"/paddock/flags", "compiler flags"},
                                                                    {"/paddock/type", "build type"},
                                                                    {"/machine/cpu", "processor"},
                                                                    {"/machine/fma", "fused multiply-add"}};
  std::vector<std::string> out;
  for (const Json& a : runs_in(one))
    for (const Json& b : runs_in(other))
      for (const auto& [path, what] : kDecide)
        if (at(a, path) != at(b, path)) {
          std::string line = std::string(what) + " " + at(a, path) + " and " + at(b, path);
          if (std::ranges::find(out, line) == out.end()) out.push_back(std::move(line));
        }
  return out;
}

}  // namespace paddock
