# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the core that need no LibTorch, by the folder of their subject.

find_package(JPEG REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgcodecs)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(Qt6 COMPONENTS Network REQUIRED)

studio_add_tests(core/base base output_file child_program)
studio_add_tests(core/interop interop)
studio_add_tests(core/infer answers_csv)
studio_add_tests(core/dataset picture_walk)
studio_add_tests(core/recipe config rate_plan picture_size)
studio_add_tests(core/preflight preflight_verdict)
studio_add_tests(core/device pixel_ops cards)
# Stands in for the NVIDIA driver's library; the second one lacks a function.
foreach(kind IN ITEMS fake old)
    add_library(studio_${kind}_nvml MODULE support/fake_nvml.cpp)
    target_link_libraries(studio_${kind}_nvml PRIVATE studio_options)
    set_target_properties(studio_${kind}_nvml PROPERTIES OUTPUT_NAME nvidia-ml SUFFIX ".so.1"
        LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/${kind}_nvml")
endforeach()
target_compile_definitions(studio_old_nvml PRIVATE FAKE_NVML_IS_OLD)
studio_add_tests(core/device nvml LABELS threads)
add_dependencies(tst_core_nvml studio_fake_nvml studio_old_nvml)
target_compile_definitions(tst_core_nvml PRIVATE
    STUDIO_FAKE_NVML="$<TARGET_FILE:studio_fake_nvml>" STUDIO_OLD_NVML="$<TARGET_FILE:studio_old_nvml>")
# The kernels for CUDA, compiled by the C++ compiler and run on the CPU: no toolkit, no GPU.
file(GLOB STUDIO_KERNEL_SOURCES CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/core/device/cuda/kernels/*.cu")
set_source_files_properties(${STUDIO_KERNEL_SOURCES} PROPERTIES LANGUAGE CXX)
add_library(studio_kernels_on_cpu STATIC ${STUDIO_KERNEL_SOURCES} support/kernel_runner.cpp)
target_link_libraries(studio_kernels_on_cpu PUBLIC studio_options)
studio_add_tests(core/device kernel_runner cuda_batch_norm cuda_batch_norm_edges cuda_prepare
    LIBS studio_kernels_on_cpu)
studio_add_tests(core/device cuda_threads LIBS studio_kernels_on_cpu LABELS threads)
if(NOT STUDIO_SANITIZE)
    add_test(NAME core.kernels_compiled_for_gpus COMMAND "${CMAKE_SOURCE_DIR}/packaging/ptxas-check.sh")
    set_tests_properties(core.kernels_compiled_for_gpus PROPERTIES LABELS "core;base" TIMEOUT 900 SKIP_RETURN_CODE 77)
endif()
studio_add_tests(core/transform geometry mixing)
studio_add_tests(core/dataset image_folder data_layout folder_index check check_record)
add_library(studio_name_faults SHARED support/name_faults.cpp)
target_link_libraries(studio_name_faults PRIVATE studio_options)
studio_add_tests(core/dataset silent_volume LIBS studio_name_faults)
studio_add_tests(core/sample sample_pictures)
studio_add_tests(core/image resize jpeg_entropy jpeg_blocks image_file odd_pictures decoder_messages
    picture_kinds
    LIBS JPEG::JPEG opencv_core opencv_imgcodecs ZLIB::ZLIB)
studio_add_tests(core/distributed rank_place)
studio_add_tests(core/loader loader batch_leases decode_crew page_order LABELS threads)
studio_add_tests(core/pack pack pack_format pack_writer pack_place pack_full_disk LABELS threads)
studio_add_tests(core/report report run_comparison resume_cost)
studio_add_tests(core/run run run_pictures run_checkpoints run_volume persistence torn_checkpoint)
studio_add_tests(core/run run_foreign LIBS studio_name_faults)
studio_add_tests(core/run run_tail steps_csv run_notes abandoned)
studio_add_long(core torn_checkpoint 900)
studio_add_tests(core/train run_forecast)
studio_add_tests(core/queue run_queue queue_runner)
studio_add_tests(core/remote follower LIBS studio_remote)
studio_add_tests(core/train threads LABELS threads)
studio_add_tests(core/net download download_parts download_s3 download_trust
    LIBS studio_net Qt6::Network OpenSSL::Crypto ZLIB::ZLIB)
studio_add_tests(core/notice notice_settings notice_channels notifier
    LIBS studio_notice Qt6::Network OpenSSL::Crypto ZLIB::ZLIB)
studio_add_tests(core/service progress_feed supervisor spot_watch energy_meter LIBS studio_service Qt6::Network)
add_dependencies(tst_core_energy_meter studio_fake_nvml)
target_compile_definitions(tst_core_energy_meter PRIVATE STUDIO_FAKE_NVML="$<TARGET_FILE:studio_fake_nvml>")
if(SYSTEMD_FOUND)
    studio_add_tests(core/service login_manager LIBS studio_service Qt6::Network)
endif()
studio_add_tests(core/backup backup_s3 backup_folder LIBS studio_backup Qt6::Network)
add_library(studio_disk_gate SHARED support/disk_gate.cpp)
target_link_libraries(studio_disk_gate PRIVATE studio_options)
studio_add_tests(core/backup auto_backup LIBS studio_disk_gate studio_backup)
studio_add_tests(core/remote remote background LIBS studio_remote)
studio_add_tests(core/prepare prepare prepare_sources prepare_folder prepare_proof prepare_chain archive_end known_sets
    known_sets_again set_folders
    LIBS studio_prepare Qt6::Network opencv_core opencv_imgcodecs ZLIB::ZLIB)

if(STUDIO_SANITIZE MATCHES "thread")
    add_executable(race_canary support/race_canary.cpp)
    target_link_libraries(race_canary PRIVATE studio_options)
    add_dependencies(threads_tests race_canary)
    add_test(NAME core.race_canary COMMAND race_canary)
    set_tests_properties(core.race_canary PROPERTIES LABELS threads PASS_REGULAR_EXPRESSION "data race")
endif()
