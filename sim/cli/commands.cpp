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
      {"report",
       "RESULTS…",
       "rebuilds report.html of a results folder, or compares several",
       {"out", "json", "quiet", "color"},
       "Several folders stand side by side on one page of its own, in --out (default results/comparison).",
       report},
      {"solve",
       "PREFS [KEY=VALUE…]",
       "solution concepts of a preference table, of data, or of a scenario's true population",
       {"concept", "tau", "beta", "tau-leader", "tau-follower", "reference", "follower-reference", "ridge", "margins",
        "context", "seed", "json", "color"},
       solve_details(),
       solve_preferences},
      {"fit",
       "DATA",
       "fits reward and annotator models to data",
       {"model", "home-advantage", "agreement", "ridge", "seed", "json", "color"},
       "DATA is a CSV of comparisons (left,right,winner[,annotator][,count][,pair]) or PrefLib .soc .soi .toc .toi. "
       "Maximum likelihood by Newton's method, scores with mean 0, standard errors from the observed information (from "
       "the sandwich where ties count as halves or rankings are broken into pairs). Held-out loss: five folds, every "
       "label in one by its own random number under --seed. The annotators block puts the fitted population into a "
       "scenario.",
       fit_data},
      {"sample",
       "SCENARIO --n N [KEY=VALUE…]",
       "simulated labels for other tools",
       {"n", "format", "columns", "out", "seed", "json", "color"},
       "Who is compared: pairs drawn from the reference policy, unless the scenario's data: says otherwise; under form "
       "ranking, so many different responses. Columns: context, prompt, left, right, winner, chosen, rejected, pair, "
       "annotator, time, cost; by default left,right,winner,annotator,time,cost. chosen and rejected leave out ties "
       "and "
       "skips. What comes out can be read by fit and by data: {file: …}. --out takes a file.",
       sample},
      {"check",
       "[PATH…] [KEY=VALUE…]",
       "theory validation: the claims of scenarios",
       {"quick", "full", "family-confidence", "junit", "markdown", "out", "threads", "seed", "seeds", "cell-timeout",
        "json", "quiet", "color"},
       "Judges every claim (expect:) of the scenarios, adding seeds until it is decided or has 20 times as many as its "
       "scenario asks for (max_seeds:, else at most 2000). Finished cells are kept in the scenario's results folder "
       "and "
       "shared with `run`. Without PATH: scenarios/ here, else the installed library. Exit 1 unless all hold; claims "
       "of "
       "status open are reported only.",
       check},
      {"schema",
       "",
       "JSON Schema of scenario files",
       {},
       "Editors complete and check scenarios with it: paddock schema > paddock.schema.json, and in the first line of a "
       "scenario: # yaml-language-server: $schema=paddock.schema.json",
       schema},
      {"merge",
       "OUT IN…",
       "merges result folders",
       {"no-report", "json", "quiet"},
       "OUT is created or added to; every IN holds shards of the same study. Doing it again changes nothing. Cells "
       "that were computed by another build or on another kind of machine are taken with a warning.",
       merge},
      {"demo", "[NAME]", "interactive teaching page", {}, "", not_yet},
      {"completion",
       "bash|zsh|fish",
       "completion script of a shell",
       {},
       "bash: source <(paddock completion bash). zsh: paddock completion zsh > _paddock, in a folder of $fpath. fish: "
       "paddock completion fish > ~/.config/fish/completions/paddock.fish",
       completion},
      {"man", "", "manual page", {}, "Read it by paddock man | man -l -", man},
  };
  return all;
}

}  // namespace paddock
