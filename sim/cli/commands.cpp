#include "sim/cli/command.h"

namespace paddock {

std::span<const Command> commands() {
  static const std::vector<Command> all{
      {"run",
       "SCENARIO… [KEY=VALUE…]",
       "runs scenarios, writes results, prints a summary",
       {"out", "threads", "seed", "seeds", "shard", "fresh", "dry-run", "fail-fast", "cell-timeout", "no-report",
        "json", "quiet", "strict", "trace", "color"},
       "SCENARIO is a file or a folder of them. KEY is a dotted path into the scenario, list elements by name; VALUE "
       "is YAML: "
       "agents.rucb.alpha=0.6, annotators.0.share=0.5, feedback.budget='{labels: 2000}'. A list sweeps where the "
       "parameter "
       "takes one value. Finished cells are not run again.",
       run},
      {"explain",
       "SCENARIO [KEY=VALUE…]",
       "a dry run: the scenario with all defaults, its cells, what will end them",
       {"out", "seed", "seeds", "threads", "json", "color"},
       "The output is a valid scenario that computes the same cells; · marks defaults.",
       explain},
      {"list",
       "[agents|annotators|worlds|metrics|forms|scenarios] [NAME]",
       "what there is; with NAME its page",
       {"json", "color"},
       "A page shows formula, source, traits and parameters.",
       list},
      {"new", "NAME", "writes NAME.yaml, a commented starter scenario", {"color"}, "", new_scenario},
      {"report", "RESULTS…", "rebuilds report.html of result folders", {"json", "quiet", "color"}, "", report},
      {"check", "[PATH…]", "theory validation: the claims of scenarios", {}, "", not_yet},
      {"solve", "PREFS", "solution concepts of preferences", {}, "", not_yet},
      {"fit", "DATA", "fits reward and annotator models to data", {}, "", not_yet},
      {"sample", "SCENARIO --n N", "simulated labels for other tools", {}, "", not_yet},
      {"schema", "", "JSON Schema of scenario files", {}, "", not_yet},
      {"merge", "OUT IN…", "merges result folders", {}, "", not_yet},
      {"demo", "[NAME]", "interactive teaching page", {}, "", not_yet},
      {"completion", "bash|zsh|fish", "completion script", {}, "", not_yet},
      {"man", "", "manual page", {}, "", not_yet},
  };
  return all;
}

}  // namespace paddock
