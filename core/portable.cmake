# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What STUDIO_PORTABLE links otherwise: OpenCV and libarchive as apt's static archives, of which the linker takes the few
# functions that are called. As shared libraries they would bring LAPACK, X11, libxml2 and ICU along, 60 MB.

function(studio_static_archive target name)
    find_library(STUDIO_STATIC_${name} lib${name}.a REQUIRED)
    add_library(${target} STATIC IMPORTED)
    set_target_properties(${target} PROPERTIES IMPORTED_LOCATION "${STUDIO_STATIC_${name}}")
endfunction()

foreach(name IN ITEMS tbb nettle lzma zstd bz2)
    find_library(STUDIO_SHARED_${name} ${name} REQUIRED)
endforeach()

studio_static_archive(studio_opencv_core opencv_core)
studio_static_archive(studio_opencv_imgproc opencv_imgproc)
add_library(studio_no_opengl STATIC portable/no_opengl.cpp)
target_link_libraries(studio_no_opengl PRIVATE studio_options)
add_library(studio_opencv INTERFACE)
target_include_directories(studio_opencv SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(studio_opencv
    INTERFACE studio_opencv_imgproc studio_opencv_core studio_no_opengl "${STUDIO_SHARED_tbb}" ZLIB::ZLIB)
target_link_options(studio_opencv INTERFACE LINKER:--gc-sections)

studio_static_archive(studio_static_libarchive archive)
add_library(studio_archive INTERFACE)
target_include_directories(studio_archive SYSTEM INTERFACE ${LibArchive_INCLUDE_DIRS})
target_link_libraries(studio_archive INTERFACE studio_static_libarchive "${STUDIO_SHARED_nettle}" "${STUDIO_SHARED_lzma}"
    "${STUDIO_SHARED_zstd}" "${STUDIO_SHARED_bz2}" ZLIB::ZLIB)

# studio_note_libtorch(): after find_package(Torch). The version is what packaging/portable.sh writes down.
macro(studio_note_libtorch)
    if(NOT TARGET torch_cuda)
        message(FATAL_ERROR "A portable build needs a LibTorch with CUDA; the one found has none: ${Torch_DIR}. "
            "Run packaging/setup-libtorch.sh and give CMake what it prints; packaging/portable.sh does both.")
    endif()
    file(WRITE "${CMAKE_BINARY_DIR}/libtorch-version.txt" "${Torch_VERSION}\n")
endmacro()
