# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What packaging/portable.sh installs: programs that find their libraries in lib/ beside them, and LibTorch where
# LD_LIBRARY_PATH says (the launcher sets it).

set(STUDIO_PORTABLE_TARGETS resnet-train)
foreach(target IN ITEMS studio_cuda studio_cuda_tests) # where CMake found a compiler for CUDA
    if(TARGET ${target})
        list(APPEND STUDIO_PORTABLE_TARGETS ${target})
    endif()
endforeach()
foreach(target IN LISTS STUDIO_PORTABLE_TARGETS)
    # RPATH rather than RUNPATH: it also holds for the libraries that a library needs.
    target_link_options(${target} PRIVATE LINKER:--disable-new-dtags LINKER:--allow-shlib-undefined)
endforeach()
# Not the others: nothing may be called by name in a library that only registers what it can (libtorch_cuda).
target_link_options(resnet-train PRIVATE LINKER:--as-needed)
set_target_properties(${STUDIO_PORTABLE_TARGETS} PROPERTIES INSTALL_RPATH "$ORIGIN/lib")
install(TARGETS ${STUDIO_PORTABLE_TARGETS}
    RUNTIME DESTINATION bin COMPONENT portable LIBRARY DESTINATION bin COMPONENT portable)
