# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs)
find_package(JPEG REQUIRED)
add_executable(bench_decode bench/bench_decode.cpp)
set_target_properties(bench_decode PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
target_include_directories(bench_decode SYSTEM PRIVATE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(bench_decode PRIVATE studio_base opencv_core opencv_imgproc opencv_imgcodecs JPEG::JPEG)

add_executable(bench_index bench/bench_index.cpp)
set_target_properties(bench_index PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
target_link_libraries(bench_index PRIVATE studio_base)

add_executable(bench_loader bench/bench_loader.cpp)
set_target_properties(bench_loader PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
target_link_libraries(bench_loader PRIVATE studio_base)

add_executable(bench_pack bench/bench_pack.cpp)
set_target_properties(bench_pack PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
target_link_libraries(bench_pack PRIVATE studio_base)
