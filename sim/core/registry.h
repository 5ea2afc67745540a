// Name -> (card, traits, parameters, factory) tables, filled at start-up by one line in each kind's own file.
#pragma once
#include "sim/core/fields.h"

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>

namespace paddock {

/// What a kind says about itself; listings, pages and schema are made from it.
struct Card {
  std::string_view name{};     ///< kebab-case, the field's usual name
  std::string_view summary{};  ///< one sentence
  std::string_view formula{};  ///< the defining update or law, as plain text
  std::string_view source{};   ///< paper, section, equation; for people
  int revision = 1;            ///< raise it whenever the numbers it gives change: cells computed before are then redone
};

/// Parameters of some kind, type erased.
class AnyParams {
 public:
  virtual ~AnyParams() = default;
  virtual std::vector<FieldView> fields() const = 0;
  virtual std::string check() const = 0;
  /// Responses a world must list for these parameters to make sense (a matrix, a list of utilities); 0: any. Params may
  /// declare it.
  virtual std::uint32_t implied_responses() const = 0;
};
template <class P>
struct ParamsOf final : AnyParams {
  P value;
  std::vector<FieldView> fields() const override { return views(value); }
  std::string check() const override { return detail::check(value); }
  std::uint32_t implied_responses() const override {
    if constexpr (requires { value.implied_responses(); })
      return value.implied_responses();
    else
      return 0;
  }
};

/// A registered kind of Base (Agent, Judge, World, Metric).
template <class Base>
struct Kind {
  Card card;
  typename Base::Traits traits;
  std::unique_ptr<AnyParams> (*defaults)();
  std::unique_ptr<Base> (*make)(const AnyParams&, const typename Base::Setup&);
  /// Why it cannot be made for this setup, in a sentence; empty when it can. See Register.
  std::string (*misfit)(const AnyParams&, const typename Base::Setup&);
};

/// A kind with its parameters: everything needed to build it any number of times.
template <class Base>
class Recipe {
 public:
  Recipe() = default;
  Recipe(const Kind<Base>& kind, std::shared_ptr<const AnyParams> params) : kind_(&kind), params_(std::move(params)) {}
  explicit operator bool() const { return kind_ != nullptr; }
  const Kind<Base>& kind() const { return *kind_; }
  const AnyParams& params() const { return *params_; }
  std::unique_ptr<Base> make(const typename Base::Setup& setup) const { return kind_->make(*params_, setup); }
  std::string misfit(const typename Base::Setup& setup) const { return kind_->misfit(*params_, setup); }
  /// `{kind: …, every parameter with its value}`.
  Node resolved() const {
    const auto fields = params_->fields();
    Node all = write(fields);
    std::vector<Node::Entry> entries{{"kind", {}, Node::scalar(std::string(kind_->card.name))}};
    entries.insert(entries.end(), all.entries().begin(), all.entries().end());
    return Node::map(std::move(entries));
  }

 private:
  const Kind<Base>* kind_ = nullptr;
  std::shared_ptr<const AnyParams> params_;
};

template <class Base>
class Registry {
 public:
  static Registry& get() {  // built on first use, so the order of initialisation does not matter
    static Registry registry;
    return registry;
  }
  void add(Kind<Base> kind) {
    if (!kinds_.emplace(kind.card.name, kind).second)
      throw std::logic_error("registered twice: " + std::string(kind.card.name));
  }
  const std::map<std::string_view, Kind<Base>>& kinds() const { return kinds_; }
  const Kind<Base>* find(std::string_view name) const {
    const auto it = kinds_.find(name);
    return it == kinds_.end() ? nullptr : &it->second;
  }
  std::vector<std::string_view> names() const {
    std::vector<std::string_view> out;
    for (const auto& [name, kind] : kinds_) out.push_back(name);
    return out;
  }
  /// Reads `{kind: NAME, parameters…}` or a bare NAME; `noun` ("agent") is for messages, `also` are keys of others.
  Recipe<Base> parse(const Node& node, Problems& problems, const std::string& noun,
                     std::span<const std::string_view> also = {}) const {
    const Node* kind = node.is_scalar() ? &node : node.find("kind");
    if (!kind || !kind->is_scalar()) {
      problems.add(node.mark(), noun + " needs a kind; one of: " + listing(names()));
      return {};
    }
    const auto* found = find(kind->text());
    if (!found) {
      auto near = did_you_mean(kind->text(), names());
      if (near.empty()) near = "; one of: " + listing(names());
      problems.add(kind->mark(), "unknown " + noun + " kind '" + kind->text() + "'" + near);
      return {};
    }
    auto params = found->defaults();
    const auto before = problems.size();
    if (node.is_map()) {
      std::vector<std::string_view> others(also.begin(), also.end());
      others.push_back("kind");
      paddock::parse(node, params->fields(), problems, kind->text(), others);
    }
    if (problems.size() == before)
      if (auto why = params->check(); !why.empty()) problems.add(node.mark(), kind->text() + ": " + why);
    return {*found, std::move(params)};
  }

 private:
  std::map<std::string_view, Kind<Base>> kinds_;
};

/// `const Register<Agent, Rucb> entry{{.name = "rucb", …}, {.forms = Form::duel, …}};`
/// T has a nested `Params` aggregate and a constructor `T(const Params&, const Base::Setup&)`; optionally
/// `static std::string misfit(const Params&, const Base::Setup&)`, asked before it is ever made.
template <class Base, class T>
struct Register {
  using P = typename T::Params;
  explicit Register(Card card, typename Base::Traits traits = {}) {
    Registry<Base>::get().add({card, std::move(traits),
                               []() -> std::unique_ptr<AnyParams> { return std::make_unique<ParamsOf<P>>(); },
                               [](const AnyParams& p, const typename Base::Setup& setup) -> std::unique_ptr<Base> {
                                 return std::make_unique<T>(static_cast<const ParamsOf<P>&>(p).value, setup);
                               },
                               [](const AnyParams& p, const typename Base::Setup& setup) -> std::string {
                                 if constexpr (requires { T::misfit(static_cast<const ParamsOf<P>&>(p).value, setup); })
                                   return T::misfit(static_cast<const ParamsOf<P>&>(p).value, setup);
                                 else
                                   return {};
                               }});
  }
};

/// For kinds without parameters.
struct NoParams {
  static constexpr auto fields() { return std::tuple<>{}; }
};

}  // namespace paddock
