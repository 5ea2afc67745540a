// Bridges between std::span (interfaces) and Eigen vectors (arithmetic): views, never copies.
#pragma once
#include <Eigen/Core>

#include <cstddef>
#include <span>

namespace paddock {

inline std::span<const double> as_span(const Eigen::VectorXd& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}
inline std::span<double> as_span(Eigen::VectorXd& v) { return {v.data(), static_cast<std::size_t>(v.size())}; }
std::span<const double> as_span(Eigen::VectorXd&&) = delete;  // would dangle

inline Eigen::Map<const Eigen::VectorXd> as_vector(std::span<const double> v) {
  return {v.data(), static_cast<Eigen::Index>(v.size())};
}
inline Eigen::Map<Eigen::VectorXd> as_vector(std::span<double> v) {
  return {v.data(), static_cast<Eigen::Index>(v.size())};
}

}  // namespace paddock
