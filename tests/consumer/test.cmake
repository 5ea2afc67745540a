# Installs the build into a prefix, moves the prefix (nothing may depend on where it was), and builds the consumer there.
set(work ${BUILD}/consumer)
file(REMOVE_RECURSE ${work})
file(MAKE_DIRECTORY ${work})
function(step)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${work} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

step(${CMAKE_COMMAND} --install ${BUILD} --prefix ${work}/first)
file(RENAME ${work}/first "${work}/the prefix")
step(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${work}/build -G Ninja -D CMAKE_BUILD_TYPE=Release
     -D CMAKE_CXX_COMPILER=${CXX} -D "CMAKE_PREFIX_PATH=${work}/the prefix"
     -D "CMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Werror")
step(${CMAKE_COMMAND} --build ${work}/build)
step(${work}/build/consumer)
if(EXISTS "${work}/the prefix/bin/paddock")
  step("${work}/the prefix/bin/paddock" --version)
endif()
