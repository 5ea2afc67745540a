// `paddock schema`: what editors need to complete and check scenario files.
#include "sim/scenario/schema.h"

#include "sim/cli/command.h"

#include <iostream>

namespace paddock {

int schema(const Arguments& given) {
  if (!given.rest().empty()) throw UsageError("schema takes nothing: paddock schema > paddock.schema.json");
  std::cout << scenario_schema() << '\n';
  return kDone;
}

}  // namespace paddock
