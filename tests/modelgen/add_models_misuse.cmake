# Calls k8s_add_models with the arguments of -DARGUMENTS, all of which are wrong: it must say so before
# it asks for anything of a project.
include("${CMAKE_CURRENT_LIST_DIR}/../../cmake/K8sAddModels.cmake")
k8s_add_models(models ${ARGUMENTS})
