# cmake --install: the program, libpaddock with its headers under include/paddock, scenarios, find_package(paddock).
include(CMakePackageConfigHelpers)
add_library(paddock_lib SHARED $<TARGET_OBJECTS:paddock_build>)
add_library(paddock::paddock ALIAS paddock_lib)
set_target_properties(paddock_lib PROPERTIES OUTPUT_NAME paddock EXPORT_NAME paddock LINKER_LANGUAGE CXX
                      VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
target_link_libraries(paddock_lib PUBLIC paddock_vocabulary PRIVATE ${library_rooms})

# <paddock/sim/core/agent.h> from outside, "sim/core/agent.h" among the headers themselves
set(include ${CMAKE_INSTALL_INCLUDEDIR})
target_include_directories(paddock_lib PUBLIC
  $<INSTALL_INTERFACE:${include}> $<INSTALL_INTERFACE:${include}/paddock>
  $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<BUILD_INTERFACE:${generated}>)
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} sim/*.h annotators/*.h agents/*.h analysis/*.h)
list(FILTER headers EXCLUDE REGEX "^sim/cli/")
foreach(header ${headers})
  cmake_path(GET header PARENT_PATH folder)
  install(FILES ${header} DESTINATION ${include}/paddock/${folder})
endforeach()
install(FILES ${generated}/sim/core/build_info.h DESTINATION ${include}/paddock/sim/core)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/paddock)
install(TARGETS paddock_lib paddock_vocabulary EXPORT paddock)
install(EXPORT paddock NAMESPACE paddock:: FILE paddockTargets.cmake DESTINATION ${package})
configure_package_config_file(cmake/paddockConfig.cmake.in paddockConfig.cmake INSTALL_DESTINATION ${package}
                              NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(paddockConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/paddockConfig.cmake ${PROJECT_BINARY_DIR}/paddockConfigVersion.cmake
        DESTINATION ${package})
if(TARGET paddock)
  install(TARGETS paddock)
endif()
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/paddock OPTIONAL)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
