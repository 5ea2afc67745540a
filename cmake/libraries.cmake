# The libraries of others, under one name each whatever the distribution calls them.
find_package(Boost 1.74 REQUIRED CONFIG COMPONENTS headers program_options random)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(SQLite3 3.37 REQUIRED)  # STRICT tables
find_package(Threads REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp)  # before 0.8
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(CLP REQUIRED clp)
find_library(CLP_LIBRARY Clp HINTS ${CLP_LIBRARY_DIRS} REQUIRED)
find_library(COINUTILS_LIBRARY CoinUtils HINTS ${CLP_LIBRARY_DIRS} REQUIRED)
add_library(clp INTERFACE)  # not pkg-config's: it also wants zlib, which Debian's package does not bring
target_link_libraries(clp INTERFACE ${CLP_LIBRARY} ${COINUTILS_LIBRARY})
target_include_directories(clp SYSTEM INTERFACE ${CLP_INCLUDE_DIRS})
pkg_check_modules(MUPARSER REQUIRED IMPORTED_TARGET muparser)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
if(PADDOCK_PLAIN_THREADS)
  set(PADDOCK_PARALLEL Threads::Threads)
else()
  find_package(TBB 2021 REQUIRED CONFIG)
  set(PADDOCK_PARALLEL TBB::tbb Threads::Threads)
endif()

# What interfaces are written in; the installed library asks for it too.
add_library(paddock_vocabulary INTERFACE)
target_compile_features(paddock_vocabulary INTERFACE cxx_std_20)
target_compile_definitions(paddock_vocabulary INTERFACE
  EIGEN_DONT_PARALLELIZE    # a distribution's -fopenmp must not change the order of sums
  EIGEN_MAX_ALIGN_BYTES=16) # matrices cross the library's border, whatever -march its users compile with
target_link_libraries(paddock_vocabulary INTERFACE Eigen3::Eigen fmt::fmt Boost::headers)
target_include_directories(paddock_vocabulary SYSTEM INTERFACE $<BUILD_INTERFACE:${RANDOM123_INCLUDE_DIR}>)
