# What was built: `#include "sim/core/build_info.h"`, for --version and provenance. The commit is looked up at every
# build, but only when it changed is one small file compiled and the program linked again.
set(generated ${PROJECT_BINARY_DIR}/generated)
string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
get_target_property(options paddock_compiling INTERFACE_COMPILE_OPTIONS)
list(FILTER options EXCLUDE REGEX "^-W|prefix-map")  # neither changes a number
list(JOIN options " " options)
string(STRIP "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}} ${options}" PADDOCK_FLAGS)
string(REGEX REPLACE " +" " " PADDOCK_FLAGS "${PADDOCK_FLAGS}")

set(PADDOCK_LIBRARIES "")
foreach(pair "Boost;${Boost_VERSION}" "Clp;${CLP_VERSION}" "Eigen;${Eigen3_VERSION}" "fmt;${fmt_VERSION}"
             "nlohmann-json;${nlohmann_json_VERSION}" "SQLite;${SQLite3_VERSION}" "TBB;${TBB_VERSION}"
             "xxHash;${XXHASH_VERSION}" "yaml-cpp;${yaml-cpp_VERSION}")
  list(GET pair 0 name)
  list(GET pair 1 version)
  if(version)
    string(APPEND PADDOCK_LIBRARIES "    {\"${name}\", \"${version}\"},\n")
  endif()
endforeach()

set(PADDOCK_COMMIT "@PADDOCK_COMMIT@")  # left for the second pass
set(PADDOCK_DIRTY "@PADDOCK_DIRTY@")
configure_file(${PROJECT_SOURCE_DIR}/cmake/build_info.h.in ${generated}/sim/core/build_info.h COPYONLY)
configure_file(${PROJECT_SOURCE_DIR}/cmake/build_info.cpp.in ${generated}/build_info.cpp.in @ONLY)
add_custom_target(paddock_commit BYPRODUCTS ${generated}/build_info.cpp
  COMMAND ${CMAKE_COMMAND} -D SOURCE=${PROJECT_SOURCE_DIR} -D GENERATED=${generated} -P ${PROJECT_SOURCE_DIR}/cmake/commit.cmake
  COMMENT "Looking up the commit" VERBATIM)

add_library(paddock_build OBJECT ${generated}/build_info.cpp)
target_include_directories(paddock_build PUBLIC $<BUILD_INTERFACE:${generated}>)
target_link_libraries(paddock_build PRIVATE paddock_compiling)
add_dependencies(paddock_build paddock_commit)
