# The package: find_package(k8s) gives k8s::k8s, and COMPONENTS testing gives k8s::testing besides,
# which needs GoogleTest; so their targets are exported apart.
include(CMakePackageConfigHelpers)

set(k8s_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/k8s")

install(TARGETS k8s EXPORT k8sTargets FILE_SET HEADERS)
if(TARGET k8s-modelgen)
  install(TARGETS k8s-modelgen EXPORT k8sTargets)
endif()
install(EXPORT k8sTargets NAMESPACE k8s:: DESTINATION "${k8s_package_dir}")
if(K8S_BUILD_TESTING_LIBRARY)
  install(TARGETS k8s_testing EXPORT k8sTestingTargets FILE_SET HEADERS)
  install(EXPORT k8sTestingTargets NAMESPACE k8s:: DESTINATION "${k8s_package_dir}")
endif()

get_target_property(k8s_library_type k8s TYPE)
configure_package_config_file(cmake/k8sConfig.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/k8sConfig.cmake"
                              INSTALL_DESTINATION "${k8s_package_dir}")
# Until 1.0 a minor version may change what programs were compiled against.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/k8sConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/k8sConfig.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/k8sConfigVersion.cmake"
  cmake/FindLibYaml.cmake
  cmake/FindRe2.cmake
  cmake/K8sAddModels.cmake
  DESTINATION "${k8s_package_dir}")

# The same for builds without CMake. A static library needs all that it was made with.
file(RELATIVE_PATH k8s_pc_prefix "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
set(k8s_pc_libs "")
set(k8s_pc_requires "")
if(k8s_library_type STREQUAL "STATIC_LIBRARY")
  set(k8s_pc_libs " -lboost_json -pthread")
  set(k8s_pc_requires "libcurl openssl yaml-0.1")
endif()
configure_file(cmake/k8s.pc.in "${CMAKE_CURRENT_BINARY_DIR}/k8s.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/k8s.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

if(TARGET k8s-fake-apiserver)
  install(TARGETS k8s-fake-apiserver)
endif()
