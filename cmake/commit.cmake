# Second pass over build_info.cpp.in: the commit, and whether what is compiled differs from it.
set(git git -c "safe.directory=${SOURCE}" -C "${SOURCE}")
set(PADDOCK_COMMIT unknown)  # a tarball, or no git
set(PADDOCK_DIRTY false)
execute_process(COMMAND ${git} rev-parse --show-toplevel OUTPUT_VARIABLE top RESULT_VARIABLE failed ERROR_QUIET
                OUTPUT_STRIP_TRAILING_WHITESPACE)
file(REAL_PATH "${SOURCE}" here)
if(NOT failed AND top STREQUAL here)  # not a tarball unpacked inside somebody else's repository
  execute_process(COMMAND ${git} rev-parse --verify HEAD OUTPUT_VARIABLE commit RESULT_VARIABLE failed ERROR_QUIET
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT failed)
    set(PADDOCK_COMMIT ${commit})
  endif()
  execute_process(COMMAND ${git} --no-optional-locks status --porcelain -- sim agents annotators analysis cmake CMakeLists.txt
                  OUTPUT_VARIABLE changes ERROR_QUIET)
  if(changes)
    set(PADDOCK_DIRTY true)
  endif()
endif()
configure_file(${GENERATED}/build_info.cpp.in ${GENERATED}/build_info.cpp @ONLY)  # touches it only when it differs
