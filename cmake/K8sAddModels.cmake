# Models of custom resources, and of other APIs that Kubernetes' own document does not have:
#
#   k8s_add_models(TARGET
#     [CRDS file...]        CustomResourceDefinition manifests, YAML or JSON
#     [OPENAPI path...]     OpenAPI documents, v2 or v3, as JSON; or folders of v3 documents
#     NAMESPACE name        the C++ namespace: shop::v1::Backup, and shop::Backup for the stable version
#     [SOURCES count]       into how many sources the models go, which compile side by side; 4
#     [WITH_DESCRIPTIONS])  the texts of the documents become comments
#
# Makes the library TARGET, or adds the models to it if it is there. Who links it includes
# <NAMESPACE/VERSION/KIND.hpp>, such as <shop/v1/backup.hpp>, or <NAMESPACE/models.hpp> for all of them. The
# models are made again when a file changes.
function(k8s_add_models target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "WITH_DESCRIPTIONS" "NAMESPACE;SOURCES" "CRDS;OPENAPI")
  set(usage "k8s_add_models(${target}):")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${usage} unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_NAMESPACE)
    message(FATAL_ERROR "${usage} it needs a NAMESPACE")
  endif()
  if(NOT arg_CRDS AND NOT arg_OPENAPI)
    message(FATAL_ERROR "${usage} it needs CRDS or OPENAPI")
  endif()
  if(NOT arg_NAMESPACE MATCHES "^[A-Za-z_][A-Za-z0-9_]*(::[A-Za-z_][A-Za-z0-9_]*)*$")
    message(FATAL_ERROR "${usage} ${arg_NAMESPACE} is no C++ namespace")
  endif()
  if(NOT DEFINED arg_SOURCES)
    set(arg_SOURCES 4)
  elseif(NOT arg_SOURCES MATCHES "^[1-9][0-9]?[0-9]?$")
    message(FATAL_ERROR "${usage} SOURCES is a number from 1 to 999")
  endif()
  get_property(known GLOBAL PROPERTY "k8s_models_${target}")
  list(FIND known "${arg_NAMESPACE}" index)
  if(NOT index EQUAL -1)
    message(FATAL_ERROR "${usage} it has models of ${arg_NAMESPACE} already; name all files in one call")
  endif()
  if(NOT TARGET k8s::modelgen)
    message(FATAL_ERROR "${usage} there is no k8s-modelgen; build the library with K8S_BUILD_TOOLS=ON")
  endif()
  set_property(GLOBAL APPEND PROPERTY "k8s_models_${target}" "${arg_NAMESPACE}")

  set(inputs)
  set(options)
  foreach(kind IN ITEMS CRDS OPENAPI)
    foreach(path IN LISTS arg_${kind})
      cmake_path(ABSOLUTE_PATH path BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
      if(NOT EXISTS "${path}")
        message(FATAL_ERROR "${usage} there is no ${path}")
      endif()
      if(kind STREQUAL "CRDS" AND IS_DIRECTORY "${path}")
        message(FATAL_ERROR "${usage} ${path} is a folder; CRDS are files")
      endif()
      if(kind STREQUAL "CRDS")
        list(APPEND options --crd "${path}")
      else()
        list(APPEND options --openapi "${path}")
      endif()
      if(IS_DIRECTORY "${path}")
        file(GLOB_RECURSE files CONFIGURE_DEPENDS "${path}/*.json")
        list(APPEND inputs ${files})
      else()
        list(APPEND inputs "${path}")
      endif()
    endforeach()
  endforeach()
  if(arg_WITH_DESCRIPTIONS)
    list(APPEND options --with-descriptions)
  endif()

  string(REPLACE "::" "/" path "${arg_NAMESPACE}")
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/k8s-models/${target}-${arg_NAMESPACE}")
  string(REPLACE "::" "-" folder "${folder}")
  set(stamp "${folder}/stamp")
  set(sources)
  if(arg_SOURCES EQUAL 1)
    set(sources "${folder}/src/${path}/models.cpp")
  else()
    foreach(number RANGE 1 ${arg_SOURCES})
      list(APPEND sources "${folder}/src/${path}/models_${number}.cpp")
    endforeach()
  endif()
  # Files that did not change are not written, so that nothing is compiled for nothing: the stamp is
  # what tells that the models are up to date.
  add_custom_command(
    OUTPUT "${stamp}"
    BYPRODUCTS ${sources} "${folder}/include/${path}/models.hpp"
    COMMAND k8s::modelgen ${options} --namespace "${arg_NAMESPACE}" --sources "${arg_SOURCES}"
            --output "${folder}"
    COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS ${inputs} k8s::modelgen
    COMMENT "Generating models of ${arg_NAMESPACE}"
    VERBATIM)

  if(NOT TARGET "${target}")
    add_library("${target}")
  endif()
  find_package(Boost 1.81 REQUIRED)  # Describe, which is headers alone
  target_sources("${target}" PRIVATE ${sources} "${stamp}")
  set_source_files_properties(${sources} "${stamp}" PROPERTIES GENERATED TRUE)
  set_source_files_properties("${stamp}" PROPERTIES HEADER_FILE_ONLY TRUE)
  target_include_directories("${target}" SYSTEM PUBLIC "$<BUILD_INTERFACE:${folder}/include>")
  target_link_libraries("${target}" PUBLIC k8s::k8s PRIVATE Boost::headers)
endfunction()
