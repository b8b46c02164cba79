# What every target of this project has in common: C++20, warnings, hidden symbols, sanitizers.
function(k8s_target_defaults target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON
    # Whatever a project around this one wants of its own sources.
    COMPILE_WARNING_AS_ERROR ${K8S_WARNINGS_AS_ERRORS}
    UNITY_BUILD OFF)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
  if(K8S_SANITIZE MATCHES "thread")
    # TSan knows no fences and g++ warns of them; Asio's locks are enough without.
    target_compile_definitions(${target} PRIVATE BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # It cries wolf at "text" + std::string when optimising (GCC bug 105651).
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # It takes libstdc++ 12's own calls inside std::stable_sort for ours; g++ tells us of ours.
    target_compile_options(${target} PRIVATE -Wno-deprecated-declarations)
  endif()
  if(K8S_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${K8S_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${K8S_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # What the checks add to a function looks to it like paths that leave variables unset.
      target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
    endif()
  endif()
endfunction()

# For the libraries: how they are named, found and seen when they are shared.
function(k8s_library_defaults target)
  set_target_properties(${target} PROPERTIES
    VERSION ${PROJECT_VERSION}
    DEFINE_SYMBOL ""  # one definition less, and the objects of both kinds of library are the same
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
    INSTALL_RPATH "$ORIGIN")
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "SHARED_LIBRARY" AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
    target_link_options(${target} PRIVATE "LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/k8s.map")
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${PROJECT_SOURCE_DIR}/cmake/k8s.map")
    if(NOT K8S_SANITIZE)
      target_link_options(${target} PRIVATE LINKER:--no-undefined)
    endif()
  endif()
endfunction()
