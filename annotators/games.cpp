#include "annotators/games.h"

#include "sim/core/law.h"
#include "sim/math/softmax.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

namespace paddock {
namespace {

using Matrix = Eigen::MatrixXd;
using Index = Eigen::Index;
using Options = GameOptions;

Index size(const Options& o, std::uint64_t otherwise) { return static_cast<Index>(o.size.value_or(otherwise)); }
/// 1/2 on the diagonal, above(i, j) for i < j, one minus it below.
template <class F>
Matrix skew(Index n, F above) {
  Matrix p = Matrix::Constant(n, n, 0.5);
  for (Index i = 0; i < n; ++i)
    for (Index j = i + 1; j < n; ++j) p(i, j) = above(i, j), p(j, i) = 1 - p(i, j);
  return p;
}
Matrix upper(Index n, std::initializer_list<double> entries) {
  const double* next = entries.begin();
  return skew(n, [&](Index, Index) { return *next++; });
}
/// Three arms: 0 beats 1, 1 beats 2 and 2 beats 0 with these probabilities.
Matrix cycle(double p01, double p12, double p20) { return upper(3, {p01, 1 - p20, p12}); }
/// Cycles of three with probability p; each beats those after it with 1/2 + margin.
Matrix blocks(Index n, double p, double margin) {
  return skew(n, [=](Index i, Index j) {
    if (i / 3 != j / 3) return 0.5 + margin;
    return j - i == 1 ? p : 1 - p;
  });
}
double uniform(Stream& s, Index i, Index j, Index n) {
  s.seek(static_cast<std::uint64_t>(i * n + j));
  return s.uniform();
}

Matrix arithmetic(Index n, double step) {
  return skew(n, [=](Index i, Index j) { return 0.5 + step * static_cast<double>(j - i); });
}

constexpr auto kCyclic4 = [](const Options&, Stream&) { return upper(4, {.6, .6, .6, .9, .1, .9}); };
constexpr auto kArxiv6 = [](const Options&, Stream&) {
  return upper(6, {.55, .55, .54, .61, .61, .55, .55, .58, .60, .54, .51, .56, .54, .50, .51});
};
constexpr auto kMslr5 = [](const Options&, Stream&) {
  return upper(
      5, {.53519466, .6125935, .75696008, .76547422, .57985831, .72745116, .73820053, .65895708, .66877089, .50999465});
};
constexpr auto kGolden = [](const Options& o, Stream&) {
  return skew(size(o, 10), [](Index i, Index j) {
    const double x = 0.6180339887498949 * static_cast<double>(10 * i + j + 1);
    return x - std::floor(x);
  });
};
constexpr auto kLinearLink = [](const Options& o, Stream&) {
  const auto r = o.values.empty() ? std::vector<double>{0, .5, 1, 2} : o.values;
  const double c = o.step.value_or(.2);
  return skew(static_cast<Index>(r.size()), [&](Index i, Index j) {
    return 0.5 + c * (r[static_cast<std::size_t>(i)] - r[static_cast<std::size_t>(j)]);
  });
};
constexpr auto kMallows = [](const Options& o, Stream&) {  // h(k+1) - h(k), h(k) = k / (1 - phi^k), for k places apart
  const double phi = o.p.value_or(.6);
  const auto h = [=](double k) { return k / -std::expm1(k * std::log(phi)); };
  return skew(size(o, 5), [=](Index i, Index j) {
    const auto k = static_cast<double>(j - i);
    return h(k + 1) - h(k);
  });
};
constexpr auto kWeighted = [](const Options& o, Stream&) {
  const auto v = o.values.empty() ? std::vector<double>{.1, .2, .3} : o.values;
  return cycle(.5 + v[0], .5 + v[1], .5 + v[2]);
};
constexpr auto kCondorcetCycle = [](const Options& o, Stream&) {
  const double e = .5 + o.margin.value_or(.05), p = o.p.value_or(.9);
  return upper(4, {e, e, e, p, 1 - p, p});
};

const std::array kGames{
    // Dueling bandits: matrices of the public benchmark codes (Zoghi, Wu & Liu, Komiyama and others).
    Game{"cyclic-4", "arm 0 beats all with .6, the others cycle with .9", "", kCyclic4},
    Game{"arithmetic-8", "P = 1/2 + .05 (j - i): a total order, 8 arms", "",
         [](const Options&, Stream&) { return arithmetic(8, .05); }},
    Game{"arithmetic-16", "P = 1/2 + .03 (j - i): a total order, 16 arms", "",
         [](const Options&, Stream&) { return arithmetic(16, .03); }},
    Game{"arxiv-6", "six search engines by interleaved clicks; arm 0 is the Condorcet winner, 3 and 5 tie", "",
         kArxiv6},
    Game{"mslr-5", "five rankers of the MSLR data, informational clicks; arm 0 is the Condorcet winner", "", kMslr5},
    Game{"arithmetic", "P = 1/2 + step (j - i)", "size step",
         [](const Options& o, Stream&) { return arithmetic(size(o, 8), o.step.value_or(.05)); }},
    Game{"hard-condorcet", "arm 0 beats all with 1/2 + margin, all others tie", "size margin",
         [](const Options& o, Stream&) {
           return skew(size(o, 10), [&](Index i, Index) { return i == 0 ? .5 + o.margin.value_or(.1) : .5; });
         }},
    Game{"geometric", "Bradley-Terry with strengths p^i", "size p",
         [](const Options& o, Stream&) {
           const double gap = -std::log(o.p.value_or(.8));
           return skew(size(o, 8), [=](Index i, Index j) { return sigmoid(gap * static_cast<double>(j - i)); });
         }},
    Game{"mallows", "pairs of a Mallows ranking with dispersion p around 0, 1, …", "size p", kMallows},
    Game{"noisy-order", "the earlier arm wins with p", "size p",
         [](const Options& o, Stream&) { return skew(size(o, 10), [&](Index, Index) { return o.p.value_or(.7); }); }},
    Game{"random-uniform", "every pair uniform on [0, 1]", "size",
         [](const Options& o, Stream& s) {
           const Index n = size(o, 10);
           return skew(n, [&](Index i, Index j) { return uniform(s, i, j, n); });
         },
         true},
    // Nash learning: worked examples E1 … E11 and test games.
    Game{"rps", "rock-paper-scissors won with p (E1: p = 1); lottery uniform", "p",
         [](const Options& o, Stream&) { return cycle(o.p.value_or(1), o.p.value_or(1), o.p.value_or(1)); }},
    Game{"noisy-rps", "E2; lottery (2, 3, 4)/9", "", [](const Options&, Stream&) { return cycle(.9, .7, .8); }},
    Game{"three-camps", "E3: camps .4/.35/.25 rank 012, 120, 201; lottery (.5, .2, .3)", "",
         [](const Options&, Stream&) { return cycle(.65, .75, .6); }},
    Game{"condorcet-plus-cycle", "E4: arm 0 beats all with 1/2 + margin, the others cycle with p", "margin p",
         kCondorcetCycle},
    Game{"bradley-terry-3", "E5: Bradley-Terry of the Nash-learning paper, utilities 0, -log 9, -log 2", "",
         [](const Options&, Stream&) {
           return upper(3, {.9, 2. / 3, 2. / 11});
         }},
    Game{"borda-trap", "E6: Borda winner 1, Condorcet winner 0", "",
         [](const Options&, Stream&) {
           return upper(3, {.51, .51, .99});
         }},
    Game{"golden-ratio", "E7: P = frac(.618… (10 i + j + 1)), a generic game", "size", kGolden},
    Game{"tied-blocks", "E8: cycles with .8 and with 1 that tie; lottery not unique", "",
         [](const Options&, Stream&) {
           Matrix p = blocks(6, 1, 0);
           p.topLeftCorner(3, 3) = cycle(.8, .8, .8);
           return p;
         }},
    Game{"dominant-block", "E9: a cycle with .8 beats a cycle with 1 by .6; lottery uniform on the first", "",
         [](const Options&, Stream&) {
           Matrix p = blocks(6, 1, .1);
           p.topLeftCorner(3, 3) = cycle(.8, .8, .8);
           return p;
         }},
    Game{"linear-link", "E10: P = 1/2 + step (values_i - values_j)", "step values", kLinearLink},
    Game{"near-rps", "E11: margins .001 and .499, ill-conditioned", "",
         [](const Options&, Stream&) { return cycle(.501, .999, .501); }},
    Game{"weighted-rps", "margins a, b, c = values of 0-1, 1-2, 2-0; lottery (b, c, a)/(a + b + c)", "values",
         kWeighted},
    Game{"comal-cycle", "1 beats 0 and 2 beats 1 with .9, 0 beats 2 with .8; lottery (4, 3, 4)/11", "",
         [](const Options&, Stream&) {
           return upper(3, {.1, .8, .1});
         }},
    Game{"ipo-cycle", "rps with 5/9", "", [](const Options&, Stream&) { return cycle(5. / 9, 5. / 9, 5. / 9); }},
    Game{"stacked-blocks", "cycles of three with p, each beats those after it with 1/2 + margin; lottery in the first",
         "size p margin",
         [](const Options& o, Stream&) { return blocks(size(o, 6), o.p.value_or(.8), o.margin.value_or(.1)); }},
    Game{"random-skew", "every pair uniform, rounded to 4 decimals; odd support", "size",
         [](const Options& o, Stream& s) {
           const Index n = size(o, 10);
           return skew(n, [&](Index i, Index j) { return std::round(1e4 * uniform(s, i, j, n)) / 1e4; });
         },
         true},
    Game{"random-tournament", "every pair 0 or 1 by a coin; unique lottery, odd support", "size",
         [](const Options& o, Stream& s) {
           const Index n = size(o, 9);
           return skew(n, [&](Index i, Index j) { return uniform(s, i, j, n) < .5 ? 0. : 1.; });
         },
         true},
    Game{"random-condorcet", "every pair 0 or 1 by a coin, except that arm 0 beats all", "size",
         [](const Options& o, Stream& s) {
           const Index n = size(o, 8);
           return skew(n, [&](Index i, Index j) { return i > 0 && uniform(s, i, j, n) < .5 ? 0. : 1.; });
         },
         true},
    Game{"random-logistic", "log-odds of every pair normal with standard deviation 1.5", "size",
         [](const Options& o, Stream& s) {
           const Index n = size(o, 10);
           const Law normal = Law::make(Law::Kind::normal, 0, 1.5);
           return skew(n, [&](Index i, Index j) { return sigmoid(normal.quantile(uniform(s, i, j, n))); });
         },
         true},
    Game{"random-blocks",
         "cycles of three with uniform margins, each beats those after it with 1/2 + margin; lottery in the first",
         "size margin",
         [](const Options& o, Stream& s) {
           const Index n = size(o, 9);
           const double e = o.margin.value_or(.1);
           return skew(n, [&](Index i, Index j) {
             if (i / 3 != j / 3) return .5 + e;
             const double won = .5 + uniform(s, i, j, n) / 2;
             return j - i == 1 ? won : 1 - won;
           });
         },
         true}};

}  // namespace

std::span<const Game> games() { return kGames; }
const Game* find_game(std::string_view name) {
  const auto it = std::ranges::find(kGames, name, &Game::name);
  return it == kGames.end() ? nullptr : &*it;
}

std::string misfit(const Game& game, const GameOptions& o) {
  const auto unknown = [&](bool given, std::string_view option) {
    return given && fmt::format(" {} ", game.options).find(fmt::format(" {} ", option)) == std::string::npos;
  };
  for (const auto& [given, option] : {std::pair(o.size.has_value(), "size"), std::pair(o.p.has_value(), "p"),
                                      std::pair(o.margin.has_value(), "margin"), std::pair(o.step.has_value(), "step"),
                                      std::pair(!o.values.empty(), "values")})
    if (unknown(given, option))
      return fmt::format("game '{}' takes {}, not {}", game.name, game.options.empty() ? "no parameters" : game.options,
                         option);
  if (game.name == "weighted-rps" && !o.values.empty() && o.values.size() != 3)
    return "weighted-rps needs three values";
  if (game.name.ends_with("-blocks") && o.size.value_or(6) % 3 != 0)
    return fmt::format("{} needs a size divisible by 3", game.name);
  if (game.name == "geometric" && !(o.p.value_or(.8) > 0)) return "geometric needs a ratio p above 0";
  if (game.name == "mallows" && !(o.p.value_or(.6) > 0 && o.p.value_or(.6) < 1))
    return "mallows needs a dispersion p above 0 and below 1";
  Stream any(0, 0, Purpose::population);
  const Matrix p = game.make(o, any);
  if (!(p.array() >= 0 && p.array() <= 1).all())
    return fmt::format("game '{}' so gets probabilities outside [0, 1]", game.name);
  return {};
}

}  // namespace paddock
