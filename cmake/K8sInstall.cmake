include(CMakePackageConfigHelpers)

set(k8s_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/k8s")
set(k8s_targets k8s)
if(K8S_BUILD_TESTING_LIBRARY)
  list(APPEND k8s_targets k8s_testing)
endif()

install(TARGETS ${k8s_targets} EXPORT k8sTargets FILE_SET HEADERS)
install(EXPORT k8sTargets NAMESPACE k8s:: DESTINATION "${k8s_package_dir}")
configure_package_config_file(cmake/k8sConfig.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/k8sConfig.cmake"
                              INSTALL_DESTINATION "${k8s_package_dir}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/k8sConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/k8sConfig.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/k8sConfigVersion.cmake"
  cmake/FindLibYaml.cmake
  DESTINATION "${k8s_package_dir}")
if(TARGET k8s-modelgen)
  install(TARGETS k8s-modelgen)
endif()
