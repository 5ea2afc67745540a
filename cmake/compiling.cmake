# How paddock's own sources are compiled. Nothing here reaches those who link the installed library.
add_library(paddock_compiling INTERFACE)
target_compile_options(paddock_compiling INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion  # the last fights Eigen's signed Index all day
  -Wnon-virtual-dtor -Woverloaded-virtual
  -Wno-restrict -Wno-maybe-uninitialized  # g++ 12 at -O3: false alarms in std::string's operator+ and std::optional
  -ffp-contract=off               # a fused multiply-add rounds once where two operations round twice: other bits
  -fno-semantic-interposition)    # position-independent code that may still be inlined

# A newer compiler warns about more; its users came to run paddock, not to tidy it.
if(PADDOCK_WERROR AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(paddock_compiling INTERFACE -Werror)
endif()
if(PADDOCK_PLAIN_THREADS)
  target_compile_definitions(paddock_compiling INTERFACE PADDOCK_PLAIN_THREADS=1)
endif()

# No paths of this machine inside the program: the same commit gives the same bytes wherever it is built. The second map
# catches the relative form in which ccache hands paths on.
file(RELATIVE_PATH up ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR})
target_compile_options(paddock_compiling INTERFACE
  "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=" "-ffile-prefix-map=${up}=")

# With a base folder, a second clone (or CI) is served from the first one's cache.
find_program(CCACHE ccache)
mark_as_advanced(CCACHE)
if(CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" ${CCACHE})
endif()
