// Worked games E1-E11 with their solutions, and E12, the dependence of Bradley-Terry on the pairs shown.
//
// Where every number of this file comes from: the project's derivation of the game family (nlhf.md, section 9),
// computed there by two independent methods each (lottery: LP and kernel of the support; Nash: Newton homotopy and
// log-space extragradient; leader: closed form and evaluation of the objective; Bradley-Terry: Newton and MM), printed
// to nine decimals. Fractions that are exact in closed form are written as fractions. Compare to 1e-6 or better.
#pragma once
#include <Eigen/Core>

#include <cmath>
#include <ostream>
#include <string>
#include <vector>

namespace paddock::golden {

struct Game {
  std::string name;
  Eigen::MatrixXd p;              // P(row beats column)
  Eigen::VectorXd mu = {};        // reference policy
  double tau = 0;                 // Nash temperature; leader tau, follower 2 tau
  Eigen::VectorXd lottery = {};   // maximal lottery; empty when not unique (E8)
  int condorcet = -1;             // -1: none
  std::vector<int> maximin = {};  // arms with the best worst case, the leader's limit
  double maximin_value = 0;
  Eigen::VectorXd nash = {};  // KL-regularised Nash policy
  double nash_kl = 0;         // KL(nash || mu)
  double soft_value = 0;      // tau log sum mu exp(P nash / tau)
  double nash_exploitability = 0;
  Eigen::VectorXd reply = {};  // softmax(log mu + P mu / tau)
  double gap_mu = 0;           // regularised gap of mu
  Eigen::VectorXd leader = {}, leader_values = {};
  double leader_value = 0, leader_beats_follower = 0;
  Eigen::MatrixXd follower = {};  // all rows, or the first only
  Eigen::VectorXd refined = {};   // leader policy times follower table
  Eigen::VectorXd bt = {};        // Bradley-Terry scores, pairs uniform
  Eigen::VectorXd rlhf_one = {};  // mu exp(bt / 1) / Z
  double rlhf_one_exploitability = 0;
  double beta = 0;
  Eigen::VectorXd rlhf = {};  // mu exp(bt / beta) / Z
};

/// How GoogleTest prints a game: by name, not byte by byte.
inline void PrintTo(const Game& game, std::ostream* out) { *out << game.name; }

inline Eigen::VectorXd column(const std::vector<double>& v) {
  return Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<Eigen::Index>(v.size()));
}
inline Eigen::MatrixXd rows(Eigen::Index width, const std::vector<double>& v) {
  return Eigen::Map<const Eigen::MatrixXd>(v.data(), width, static_cast<Eigen::Index>(v.size()) / width).transpose();
}
inline Eigen::MatrixXd square(Eigen::Index n, const std::vector<double>& v) { return rows(n, v); }
inline Eigen::VectorXd uniform(Eigen::Index n) { return Eigen::VectorXd::Constant(n, 1 / static_cast<double>(n)); }

/// P_ij = frac(0.6180339887498949 · (10 i + j + 1)) for i < j.
inline Eigen::MatrixXd golden_ratio(Eigen::Index n) {
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(n, n, 0.5);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = i + 1; j < n; ++j) {
      const double x = 0.6180339887498949 * static_cast<double>(10 * i + j + 1);
      p(i, j) = x - std::floor(x), p(j, i) = 1 - p(i, j);
    }
  return p;
}

inline std::vector<Game> games() {
  // clang-format off
  return {
      // E1: pure RPS, skewed ref
      {.name = "E1",
       .p = square(3, {0.5, 1, 0, 0, 0.5, 1, 1, 0, 0.5}),
       .mu = column({0.5, 0.3, 0.2}),
       .tau = 0.5,
       .lottery = column({1.0 / 3, 1.0 / 3, 1.0 / 3}),
       .condorcet = -1,
       .maximin = {0, 1, 2},
       .maximin_value = 0,
       .nash = column({0.496853512, 0.240875832, 0.262270656}),
       .nash_kl = 0.015081963,
       .soft_value = 0.492459019,
       .nash_exploitability = 0.12798884,
       .reply = column({0.542222781, 0.21807768, 0.239699539}),
       .gap_mu = 0.018931147,
       .leader = column({0.553422508, 0.219033618, 0.227543874}),
       .leader_values = column({0.488364504, 0.280329057, 0.502120536}),
       .leader_value = 0.437607683,
       .leader_beats_follower = 0.375951377,
       .follower = rows(3, {0.494215967, 0.179854282, 0.325929751, 0.661782635, 0.240834875, 0.09738249,
                    0.303909097, 0.495666346, 0.200424557}),
       .refined = column({0.487615538, 0.265072182, 0.24731228}),
       .bt = column({0, 0, 0}),
       .rlhf_one = column({0.5, 0.3, 0.2}),
       .rlhf_one_exploitability = 0.1,
       .beta = 0.5,
       .rlhf = column({0.5, 0.3, 0.2})},
      // E2: noisy RPS
      {.name = "E2",
       .p = square(3, {0.5, 0.9, 0.2, 0.1, 0.5, 0.7, 0.8, 0.3, 0.5}),
       .mu = column({0.2, 0.3, 0.5}),
       .tau = 0.1,
       .lottery = column({2.0 / 9, 1.0 / 3, 4.0 / 9}),
       .condorcet = -1,
       .maximin = {2},
       .maximin_value = 0.3,
       .nash = column({0.198427216, 0.341767865, 0.45980492}),
       .nash_kl = 0.004448296,
       .soft_value = 0.49955517,
       .nash_exploitability = 0.012590098,
       .reply = column({0.146033818, 0.361153593, 0.492812589}),
       .gap_mu = 0.002895828,
       .leader = column({0.085313345, 0.204752795, 0.70993386}),
       .leader_values = column({0.31823178, 0.365232518, 0.438486799}),
       .leader_value = 0.403430428,
       .leader_beats_follower = 0.341445138,
       .follower = rows(3, {0.080598196, 0.01636167, 0.903040135, 0.753312354, 0.152924611, 0.093763034,
                    0.032810591, 0.599572241, 0.367617168}),
       .refined = column({0.184412262, 0.458364245, 0.357223493}),
       .bt = column({0.135155036, -0.270310072, 0.135155036}),
       .rlhf_one = column({0.222222222, 0.222222222, 0.555555556}),
       .rlhf_one_exploitability = 0.022222222,
       .beta = 0.1,
       .rlhf = column({0.283606498, 0.007377256, 0.709016246})},
      // E3: Condorcet 3-cycle of sub-populations .4/.35/.25
      {.name = "E3",
       .p = square(3, {0.5, 0.65, 0.4, 0.35, 0.5, 0.75, 0.6, 0.25, 0.5}),
       .mu = uniform(3),
       .tau = 0.1,
       .lottery = column({0.5, 0.2, 0.3}),
       .condorcet = -1,
       .maximin = {0},
       .maximin_value = 0.4,
       .nash = column({0.439364642, 0.322488068, 0.23814729}),
       .nash_kl = 0.030601885,
       .soft_value = 0.496939811,
       .nash_exploitability = 0.024558481,
       .reply = column({0.371088147, 0.438388846, 0.190523007}),
       .gap_mu = 0.011874006,
       .leader = column({0.451282783, 0.379496701, 0.169220516}),
       .leader_values = column({0.492086137, 0.474761312, 0.393996991}),
       .leader_value = 0.461791021,
       .leader_beats_follower = 0.432028137,
       .follower = rows(3, {0.320401109, 0.151346767, 0.528252124, 0.622005883, 0.293814775, 0.084179342,
                    0.11900053, 0.684800766, 0.196198704}),
       .refined = column({0.400778016, 0.295684267, 0.303537717}),
       .bt = column({0.067193693, 0.134383324, -0.201577017}),
       .rlhf_one = column({0.352880968, 0.377405584, 0.269713447}),
       .rlhf_one_exploitability = 0.029639493,
       .beta = 0.1,
       .rlhf = column({0.330471076, 0.647044742, 0.022484182})},
      // E4: Condorcet winner + 3-cycle
      {.name = "E4",
       .p = square(4, {0.5, 0.55, 0.55, 0.55, 0.45, 0.5, 0.9, 0.1, 0.45, 0.1, 0.5, 0.9, 0.45, 0.9, 0.1, 0.5}),
       .mu = uniform(4),
       .tau = 0.05,
       .lottery = column({1, 0, 0, 0}),
       .condorcet = 0,
       .maximin = {0},
       .maximin_value = 0.5,
       .nash = column({0.475366886, 0.174877705, 0.174877705, 0.174877705}),
       .nash_kl = 0.117992867,
       .soft_value = 0.494100357,
       .nash_exploitability = 0.026231656,
       .reply = column({0.475366886, 0.174877705, 0.174877705, 0.174877705}),
       .gap_mu = 0.010737402,
       .leader = column({0.992779534, 0.002406822, 0.002406822, 0.002406822}),
       .leader_values = column({0.534970217, 0.233860148, 0.233860148, 0.233860148}),
       .leader_value = 0.466017832,
       .leader_beats_follower = 0.529270811,
       .follower = rows(4, {0.354661244, 0.215112919, 0.215112919, 0.215112919, 0.028790987, 0.017462617,
                    0.000319839, 0.953426557, 0.028790987, 0.953426557, 0.017462617, 0.000319839,
                    0.028790987, 0.000319839, 0.953426557, 0.017462617}),
       .refined = column({0.352308309, 0.21589723, 0.21589723, 0.21589723}),
       .bt = column({0.150503022, -0.050167674, -0.050167674, -0.050167674}),
       .rlhf_one = column({0.289473684, 0.236842105, 0.236842105, 0.236842105}),
       .rlhf_one_exploitability = 0.035526316,
       .beta = 0.05,
       .rlhf = column({0.948573302, 0.017142233, 0.017142233, 0.017142233})},
      // E5: BT matrix of the Nash-learning paper (9/10,2/3,2/11)
      {.name = "E5",
       .p = square(3, {0.5, 0.9, 2.0 / 3, 0.1, 0.5, 2.0 / 11, 1.0 / 3, 9.0 / 11, 0.5}),
       .mu = uniform(3),
       .tau = 0.1,
       .lottery = column({1, 0, 0}),
       .condorcet = 0,
       .maximin = {0},
       .maximin_value = 0.5,
       .nash = column({0.828481103, 0.013267536, 0.158251361}),
       .nash_kl = 0.593628624,
       .soft_value = 0.440637138,
       .nash_exploitability = 0.031682241,
       .reply = column({0.790877503, 0.01091693, 0.198205567}),
       .gap_mu = 0.204977757,
       .leader = column({0.823318116, 0.011476396, 0.165205487}),
       .leader_values = column({0.629515806, 0.202210783, 0.468900548}),
       .leader_value = 0.53909584,
       .leader_beats_follower = 0.547455237,
       .follower = rows(3, {0.636969658, 0.086204469, 0.276825872, 0.555682397, 0.075203435, 0.369114168,
                    0.656537009, 0.058133183, 0.285329808}),
       .refined = column({0.639269407, 0.081440686, 0.279289906}),
       .bt = column({0.963457253, -1.233767325, 0.270310072}),
       .rlhf_one = column({0.620689655, 0.068965517, 0.310344828}),
       .rlhf_one_exploitability = 0.079310345,
       .beta = 0.1,
       .rlhf = column({0.99902439, 0, 0.00097561})},
      // E6: Borda != Condorcet
      {.name = "E6",
       .p = square(3, {0.5, 0.51, 0.51, 0.49, 0.5, 0.99, 0.49, 0.01, 0.5}),
       .mu = uniform(3),
       .tau = 0.02,
       .lottery = column({1, 0, 0}),
       .condorcet = 0,
       .maximin = {0},
       .maximin_value = 0.5,
       .nash = column({0.622228936, 0.377734955, 0.00003611}),
       .nash_kl = 0.435279566,
       .soft_value = 0.491294409,
       .nash_exploitability = 0.003777711,
       .reply = column({0.000467957, 0.999531963, 0.000000081}),
       .gap_mu = 0.276074234,
       .leader = column({0.443675867, 0.556324133, 0}),
       .leader_values = column({0.506381694, 0.510906831, 0.053944054}),
       .leader_value = 0.500662669,
       .leader_beats_follower = 0.499575079,
       .follower = rows(3, {0.390991315, 0.304504342, 0.304504342, 0.562175323, 0.437822582, 0.000002095,
                    0.000006144, 0.999989071, 0.000004785}),
       .refined = column({0.48622511, 0.378672496, 0.135102394}),
       .bt = column({0.030459591, 0.721916677, -0.752376268}),
       .rlhf_one = column({0.289541986, 0.578106091, 0.132351923}),
       .rlhf_one_exploitability = 0.061957022,
       .beta = 0.02,
       .rlhf = column({0, 1, 0})},
      // E7: golden-ratio n=10
      {.name = "E7",
       .p = golden_ratio(10),
       .mu = uniform(10),
       .tau = 0.05,
       .lottery = column({0, 0, 0, 0.043468799, 0.193036875, 0.159808733, 0.106661395, 0.208998185, 0.137700602,
                    0.150325411}),
       .condorcet = -1,
       .maximin = {3},
       .maximin_value = 0.103325561,
       .nash = column({0.06529739, 0.038777875, 0.100650234, 0.085921749, 0.173238213, 0.120285519,
                    0.105820394, 0.114444637, 0.074716567, 0.120847421}),
       .nash_kl = 0.062993166,
       .soft_value = 0.496850342,
       .nash_exploitability = 0.024325212,
       .reply = column({0.062709618, 0.059126612, 0.186905689, 0.036280628, 0.174464354, 0.051517095,
                    0.051001942, 0.16928276, 0.034502574, 0.174208728}),
       .gap_mu = 0.021432614,
       .leader = column({0.108884837, 0.046613949, 0.087838608, 0.123384575, 0.106526628, 0.06380941,
                    0.041848862, 0.079228692, 0.096707441, 0.245156998}),
       .leader_values = column({0.262604669, 0.220185122, 0.251865186, 0.268855435, 0.261509879, 0.235885163,
                    0.21479336, 0.246707055, 0.256674647, 0.30318507}),
       .leader_value = 0.258348639,
       .leader_beats_follower = 0.133123075,
       .follower = rows(10, {0.00931119, 0.130390931, 0.000269873, 0.012303175, 0.560885866, 0.001160879,
                    0.052922981, 0.000109536, 0.004993604, 0.227651966}),
       .refined = column({0.086226752, 0.053079012, 0.130465618, 0.047732447, 0.260239595, 0.093010202,
                    0.107703394, 0.070854673, 0.087009988, 0.063678318}),
       .bt = column({-0.050737749, -0.062565991, 0.169056154, -0.16099975, 0.155128237, -0.090281778,
                    -0.092304827, 0.149036812, -0.171163037, 0.15483193}),
       .rlhf_one = column({0.094209353, 0.093101586, 0.117367891, 0.084373846, 0.115744532, 0.090556633,
                    0.090373618, 0.115041626, 0.083520673, 0.115710241}),
       .rlhf_one_exploitability = 0.054878513,
       .beta = 0.05,
       .rlhf = column({0.003834753, 0.003026904, 0.311059189, 0.000422682, 0.235432649, 0.001738851, 0.0016699,
                    0.208428568, 0.000344935, 0.234041568})},
      // E8: two tied blocks of cycles (LP not unique)
      {.name = "E8",
       .p = square(6, {0.5, 0.8, 0.2, 0.5, 0.5, 0.5, 0.2, 0.5, 0.8, 0.5, 0.5, 0.5, 0.8, 0.2, 0.5, 0.5, 0.5,
                    0.5, 0.5, 0.5, 0.5, 0.5, 1, 0, 0.5, 0.5, 0.5, 0, 0.5, 1, 0.5, 0.5, 0.5, 1, 0, 0.5}),
       .mu = column({0.3, 0.2, 0.1, 0.1, 0.1, 0.2}),
       .tau = 0.1,
       .condorcet = -1,
       .maximin = {0, 1, 2},
       .maximin_value = 0.2,
       .nash = column({0.292098536, 0.141430348, 0.16346132, 0.095523379, 0.145223128, 0.162263289}),
       .nash_kl = 0.039401638,
       .soft_value = 0.496059836,
       .nash_exploitability = 0.045200456,
       .reply = column({0.376623838, 0.10208255, 0.125541279, 0.056409333, 0.153336465, 0.186006534}),
       .gap_mu = 0.014507112,
       .leader = column({0.534095443, 0.130957409, 0.118297668, 0.025613489, 0.067673247, 0.123362744}),
       .leader_values = column({0.464740152, 0.364716422, 0.423864331, 0.270855837, 0.368013019, 0.358742122}),
       .leader_value = 0.407060944,
       .leader_beats_follower = 0.331525416,
       .follower = rows(6, {0.251510121, 0.037412996, 0.375730054, 0.083836707, 0.083836707, 0.167673414}),
       .refined = column({0.260463874, 0.126562682, 0.220645848, 0.103447261, 0.137246564, 0.151633772}),
       .bt = column({0, 0, 0, 0, 0, 0}),
       .rlhf_one = column({0.3, 0.2, 0.1, 0.1, 0.1, 0.2}),
       .rlhf_one_exploitability = 0.05,
       .beta = 0.1,
       .rlhf = column({0.3, 0.2, 0.1, 0.1, 0.1, 0.2})},
      // E9: dominant block over a cycle block
      {.name = "E9",
       .p = square(6, {0.5, 0.8, 0.2, 0.6, 0.6, 0.6, 0.2, 0.5, 0.8, 0.6, 0.6, 0.6, 0.8, 0.2, 0.5, 0.6, 0.6,
                    0.6, 0.4, 0.4, 0.4, 0.5, 1, 0, 0.4, 0.4, 0.4, 0, 0.5, 1, 0.4, 0.4, 0.4, 1, 0, 0.5}),
       .mu = uniform(6),
       .tau = 0.05,
       .lottery = column({1.0 / 3, 1.0 / 3, 1.0 / 3, 0, 0, 0}),
       .condorcet = -1,
       .maximin = {0, 1, 2},
       .maximin_value = 0.2,
       .nash = column({0.293599026, 0.293599026, 0.293599026, 0.039734307, 0.039734307, 0.039734307}),
       .nash_kl = 0.327813325,
       .soft_value = 0.483609334,
       .nash_exploitability = 0.011920292,
       .reply = column({0.293599026, 0.293599026, 0.293599026, 0.039734307, 0.039734307, 0.039734307}),
       .gap_mu = 0.043378083,
       .leader = column({0.326823511, 0.326823511, 0.326823511, 0.006509822, 0.006509822, 0.006509822}),
       .leader_values = column({0.368991366, 0.368991366, 0.368991366, 0.173185957, 0.173185957, 0.173185957}),
       .leader_value = 0.335320141,
       .leader_beats_follower = 0.230567449,
       .follower = rows(6, {0.044966127, 0.002238732, 0.903168801, 0.016542114, 0.016542114, 0.016542114}),
       .refined = column({0.310941354, 0.310941354, 0.310941354, 0.022391979, 0.022391979, 0.022391979}),
       .bt = column({0.202732554, 0.202732554, 0.202732554, -0.202732554, -0.202732554, -0.202732554}),
       .rlhf_one = column({0.2, 0.2, 0.2, 0.133333333, 0.133333333, 0.133333333}),
       .rlhf_one_exploitability = 0.04,
       .beta = 0.05,
       .rlhf = column({0.333233121, 0.333233121, 0.333233121, 0.000100213, 0.000100213, 0.000100213})},
      // E10: linear link c=.2, r=(0,.5,1,2)
      {.name = "E10",
       .p = square(4, {0.5, 0.4, 0.3, 0.1, 0.6, 0.5, 0.4, 0.2, 0.7, 0.6, 0.5, 0.3, 0.9, 0.8, 0.7, 0.5}),
       .mu = column({0.4, 0.3, 0.2, 0.1}),
       .tau = 0.1,
       .lottery = column({0, 0, 0, 1}),
       .condorcet = 3,
       .maximin = {3},
       .maximin_value = 0.5,
       .nash = column({0.049061029, 0.100021277, 0.181257346, 0.669660349}),
       .nash_kl = 1.04277782,
       .soft_value = 0.395722218,
       .nash_exploitability = 0.085882264,
       .reply = column({0.049061029, 0.100021277, 0.181257346, 0.669660349}),
       .gap_mu = 0.199679909,
       .leader = column({0.049061029, 0.100021277, 0.181257346, 0.669660349}),
       .leader_values = column({0.344394059, 0.444394059, 0.544394059, 0.744394059}),
       .leader_value = 0.554234013,
       .leader_beats_follower = 0.605703413,
       .follower = rows(4, {0.183724038, 0.227182298, 0.249706857, 0.339386807, 0.183724038, 0.227182298,
                    0.249706857, 0.339386807, 0.183724038, 0.227182298, 0.249706857, 0.339386807,
                    0.183724038, 0.227182298, 0.249706857, 0.339386807}),
       .refined = column({0.183724038, 0.227182298, 0.249706857, 0.339386807}),
       .bt = column({-0.821208736, -0.349435625, 0.099350566, 1.071293794}),
       .rlhf_one = column({0.195447595, 0.23495249, 0.245354574, 0.324245341}),
       .rlhf_one_exploitability = 0.1977357,
       .beta = 0.1,
       .rlhf = column({0.000000024, 0.000002027, 0.000120194, 0.999877755})},
      // E11: ill-conditioned tau=.01, near-RPS
      {.name = "E11",
       .p = square(3, {0.5, 0.501, 0.499, 0.499, 0.5, 0.999, 0.501, 0.001, 0.5}),
       .mu = column({0.98, 0.01, 0.01}),
       .tau = 0.01,
       .lottery = column({0.996007984, 0.001996008, 0.001996008}),
       .condorcet = -1,
       .maximin = {0, 1},
       .maximin_value = 0.499,
       .nash = column({0.981762937, 0.012240956, 0.005996107}),
       .nash_kl = 0.001172814,
       .soft_value = 0.499988272,
       .nash_exploitability = 0.002010295,
       .reply = column({0.978405519, 0.014908876, 0.006685605}),
       .gap_mu = 0.000032567,
       .leader = column({0.990657836, 0.009342164, 0}),
       .leader_values = column({0.4999995, 0.499210862, 0.093103404}),
       .leader_value = 0.499891334,
       .leader_beats_follower = 0.499989757,
       .follower = rows(3, {0.979975496, 0.009512056, 0.010512448, 0.990386886, 0.009613114, 0, 0.000000001,
                    0.999999999, 0}),
       .refined = column({0.98007276, 0.009513, 0.010414239}),
       .bt = column({0, 0.752418035, -0.752418035}),
       .rlhf_one = column({0.97421946, 0.021096078, 0.004684462}),
       .rlhf_one_exploitability = 0.001363327,
       .beta = 0.01,
       .rlhf = column({0, 1, 0})},
  };
  // clang-format on
}

/// E12: game E2 with pairs shown at these rates (w01, w02, w12; in the second row mu_i mu_j), and its scores.
struct PairWeights {
  double w01, w02, w12;
  Eigen::Vector3d scores;
};
inline std::vector<PairWeights> pair_weights_of_e2() {
  return {{1, 1, 1, {0.135155036, -0.270310072, 0.135155036}},
          {0.06, 0.1, 0.15, {-0.106905663, 0.093522320, 0.013383343}},
          {1, 4, 1, {-0.282432620, -0.282432620, 0.564865240}}};
}

}  // namespace paddock::golden
