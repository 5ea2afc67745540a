// provenance.json: which program, machine and command made a results folder. Nothing here enters a result.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace paddock {

struct Provenance {
  std::vector<std::string> command;  ///< program and arguments
  std::string scenario, scenario_hash;
  std::uint64_t seed = 0;
  std::chrono::system_clock::time_point start, end;
  unsigned threads = 1;
  std::string shard{};                         ///< 2/3; empty: everything
  std::size_t cells = 0, run = 0, failed = 0;  ///< of the study; run now; failed now
};

/// What a build and a machine say of themselves.
struct Machine {
  std::string cpu, system, host;  ///< host: empty when PADDOCK_NO_HOST is set
  bool fma = false;               ///< decides which kernels libm takes, and with them last bits
};
Machine this_machine();

/// A JSON object, indented, with the build (sim/core/build_info.h) and the machine. Text that is not UTF-8 is repaired.
std::string provenance_json(const Provenance&, const Machine& = this_machine());

/// Of a folder merged from others: `{"merged": […]}`, each of the documents once, those of merged folders one by one.
/// Documents that are no JSON are left out.
std::string merged_provenance(const std::vector<std::string>& documents);
/// Why numbers computed as one document says and as the other says may differ in their last digits: sentences.
std::vector<std::string> provenance_differences(const std::string& one, const std::string& other);

/// 2026-01-31T12:00:00Z
std::string utc(std::chrono::system_clock::time_point);

}  // namespace paddock
