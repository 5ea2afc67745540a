#include "analysis/game/max_entropy.h"

#include "sim/math/null_space.h"

#include <Eigen/Cholesky>
#include <Eigen/QR>

#include <cmath>
#include <vector>

namespace paddock {
namespace {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;

Vector log_of(const Vector& p) {
  return p.unaryExpr([](double x) { return std::log(x); });
}

// On the central path: coordinates y, multipliers z of the inequalities and nu of sum p = 1; what follows from them.
struct Point {
  Vector y, z;
  double nu = 0;
  Vector p, slack, residual;
};

class Path {
 public:
  Path(const Matrix& basis, const Matrix& inequalities)
      : basis_(basis), rows_(inequalities * basis), ones_(basis.colwise().sum().transpose()) {}

  // Fills p, slack and the residual (dual, centring, primal) for barrier t; false outside the interior.
  bool evaluate(Point& at, double t) const {
    at.p = basis_ * at.y, at.slack = rows_ * at.y;
    if (!(at.p.minCoeff() > 0)) return false;
    if (at.z.size() > 0 && !(at.slack.minCoeff() > 0 && at.z.minCoeff() > 0)) return false;
    at.residual.resize(at.y.size() + at.z.size() + 1);
    at.residual << basis_.transpose() * log_of(at.p) - rows_.transpose() * at.z - at.nu * ones_,
        at.z.cwiseProduct(at.slack).array() - t, ones_.dot(at.y) - 1;
    return true;
  }

  // Damped Newton steps towards barrier t until the residual is below `goal` or stops falling.
  void centre(Point& at, double t, double goal) const {
    evaluate(at, t);
    for (int round = 0; round < 60 && at.residual.norm() > goal; ++round)
      if (!step(at, t)) return;
  }

 private:
  bool step(Point& at, double t) const {
    const Vector ratio = at.z.cwiseQuotient(at.slack);
    Matrix h = basis_.transpose() * at.p.cwiseInverse().asDiagonal() * basis_;
    h += rows_.transpose() * ratio.asDiagonal() * rows_;
    const Eigen::LLT<Matrix> factor(h);
    const Vector centring = at.residual.segment(at.y.size(), at.z.size()).cwiseQuotient(at.slack);
    const Vector u = factor.solve(-at.residual.head(at.y.size()) - rows_.transpose() * centring);
    const Vector w = factor.solve(ones_);
    const double dnu = (-at.residual[at.residual.size() - 1] - ones_.dot(u)) / ones_.dot(w);
    const Vector dy = u + dnu * w, dz = -centring - ratio.cwiseProduct(rows_ * dy);
    Point next;
    for (double length = 1; length > 1e-9; length /= 2) {
      next.y = at.y + length * dy, next.z = at.z + length * dz, next.nu = at.nu + length * dnu;
      if (!evaluate(next, t) || !(next.residual.norm() <= (1 - 0.01 * length) * at.residual.norm())) continue;
      at = next;
      return true;
    }
    return false;
  }

  const Matrix& basis_;
  const Matrix rows_;
  const Vector ones_;
};

// The optimum when the inequalities with z > ratio · slack hold as equations and the others are ignored. Empty unless
// it obeys all of them and multipliers >= 0 near z prove it: with a gradient error of 1e-11 p is off by no more, as the
// entropy's curvature is at least 1.
std::optional<Vector> with_binding(const Matrix& basis, const Matrix& inequalities, const Point& near, double ratio) {
  std::vector<Eigen::Index> binding;
  for (Eigen::Index j = 0; j < near.z.size(); ++j)
    if (near.z[j] > ratio * near.slack[j]) binding.push_back(j);
  const Matrix rows = inequalities(binding, Eigen::all) * basis;
  const Matrix free = basis * null_space(rows, 1e-9);
  if (free.cols() == 0) return std::nullopt;
  const Path path(free, Matrix(0, basis.rows()));
  Point at{free.transpose() * near.p, Vector(0), 0, {}, {}, {}};
  if (!path.evaluate(at, 0)) return std::nullopt;
  path.centre(at, 0, 1e-14);
  const Vector p = at.p / at.p.sum();
  if (inequalities.rows() > 0 && (inequalities * p).minCoeff() < -1e-12) return std::nullopt;
  // basisᵀ log p = rowsᵀ z + nu basisᵀ 1, solved for the (z, nu) closest to what the path found.
  Matrix normals(basis.cols(), rows.rows() + 1);
  normals << rows.transpose(), basis.colwise().sum().transpose();
  Vector multipliers(rows.rows() + 1);
  multipliers << near.z(binding), near.nu;
  const Vector gradient = basis.transpose() * log_of(p);
  multipliers += normals.completeOrthogonalDecomposition().solve(gradient - normals * multipliers);
  const bool optimal = (gradient - normals * multipliers).norm() < 1e-11 &&
                       (binding.empty() || multipliers.head(rows.rows()).minCoeff() > -1e-12);
  return optimal ? std::optional<Vector>(p) : std::nullopt;
}

}  // namespace

std::optional<Vector> max_entropy(const Matrix& basis, const Matrix& inequalities, const Vector& start) {
  Point at{basis.transpose() * start, Vector::Zero(inequalities.rows()), 0, start, inequalities * start, {}};
  if (const std::optional<Vector> p = with_binding(basis, inequalities, at, 1)) return p;  // often none binds
  const Path path(basis, inequalities);
  at.z.setOnes();
  if (!path.evaluate(at, 1)) return std::nullopt;
  for (double t = 0.1; t > 1e-14; t /= 10) {
    path.centre(at, t, t / 10);
    if (t > 1e-5) continue;
    for (const double ratio : {1e4, 1.0})  // at barrier t, z > ratio · slack means z > sqrt(ratio · t)
      if (const std::optional<Vector> p = with_binding(basis, inequalities, at, ratio)) return p;
  }
  return std::nullopt;
}

}  // namespace paddock
