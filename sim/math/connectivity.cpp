#include "sim/math/connectivity.h"

#include "sim/core/expects.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

namespace paddock {

std::vector<int> win_components(const Eigen::Ref<const Eigen::MatrixXd>& wins) {
  expects(wins.rows() == wins.cols(), "a square table of wins");
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
  const Eigen::Index n = wins.rows();
  Graph graph(static_cast<std::size_t>(n));
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      if (i != j && wins(i, j) > 0) boost::add_edge(static_cast<std::size_t>(i), static_cast<std::size_t>(j), graph);
  std::vector<int> component(static_cast<std::size_t>(n));
  // Tarjan numbers sinks first: an edge between components leads to a smaller number.
  boost::strong_components(graph,
                           boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
  return component;
}

bool StrongConnection::holds(const Eigen::Ref<const Eigen::MatrixXd>& wins) {
  expects(wins.rows() == wins.cols(), "a square table of wins");
  const Eigen::Index n = wins.rows();
  for (const bool forward : {true, false}) {  // item 0 reaches everyone, and everyone reaches item 0
    seen_.assign(static_cast<std::size_t>(n), 0);
    stack_.clear();
    if (n > 0) seen_[0] = 1, stack_.push_back(0);
    Eigen::Index reached = n > 0 ? 1 : 0;
    while (!stack_.empty()) {
      const Eigen::Index i = stack_.back();
      stack_.pop_back();
      for (Eigen::Index j = 0; j < n; ++j) {
        if (seen_[static_cast<std::size_t>(j)] || !((forward ? wins(i, j) : wins(j, i)) > 0)) continue;
        seen_[static_cast<std::size_t>(j)] = 1;
        stack_.push_back(j);
        ++reached;
      }
    }
    if (reached < n) return false;
  }
  return true;
}

}  // namespace paddock
