# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the programs, as processes.

studio_add_tests(app cli cli_answers cli_results cli_device cli_patience cli_preflight cli_identity cli_kill cli_pack cli_remote cli_report cli_compare cli_import
    cli_mirror cli_prune exports python_bridge unattended
    kill_torture TIMEOUT 900)
studio_add_tests(app/interop cli_space cli_named cli_state average_parity TIMEOUT 900)
studio_add_tests(app/unattended told_once LIBS studio_notice TIMEOUT 900)
studio_add_tests(app crash_report guide_commands user_manager TIMEOUT 600)
studio_add_tests(app cli_steered LIBS studio_remote)
studio_add_tests(app cli_ranks LIBS Qt6::Network TIMEOUT 600)
studio_add_tests(app cli_prepare LIBS studio_net ZLIB::ZLIB)
studio_add_tests(app cli_pictures LIBS opencv_core opencv_imgcodecs ZLIB::ZLIB)
studio_add_tests(app cli_get LIBS Qt6::Network ZLIB::ZLIB)
studio_add_tests(app cli_backup LIBS Qt6::Network)
studio_add_tests(app cli_notify LIBS studio_notice Qt6::Network TIMEOUT 600)
studio_add_tests(app run_end cli_supervise cli_queue LIBS Qt6::Network TIMEOUT 900)
studio_add_tests(app soak TIMEOUT 10000 LABELS slow)
foreach(name IN ITEMS cli cli_answers cli_results cli_device cli_patience cli_preflight cli_identity cli_kill cli_pack cli_pictures cli_prepare cli_get cli_backup cli_notify
        cli_queue cli_remote cli_report cli_steered cli_compare cli_import cli_mirror cli_space cli_named cli_state average_parity cli_prune cli_ranks cli_supervise crash_report exports guide_commands python_bridge run_end told_once user_manager unattended
        kill_torture soak)
    add_dependencies(tst_app_${name} resnet-train)
endforeach()
add_dependencies(tst_app_cli studio_fake_nvml)
add_dependencies(tst_app_cli_device studio_fake_nvml studio_fake_cuda)
target_compile_definitions(tst_app_cli_device PRIVATE STUDIO_FAKE_CUDA="$<TARGET_FILE:studio_fake_cuda>")
if(TARGET resnet-studio)
    add_dependencies(tst_app_exports resnet-studio)
endif()
studio_add_long(app kill_torture 3600)
studio_add_tests(app cli_parts LIBS studio_app)
studio_add_tests(app run_energy LIBS studio_app TORCH)
add_dependencies(tst_app_run_energy studio_fake_nvml)
target_compile_definitions(tst_app_run_energy PRIVATE STUDIO_FAKE_NVML_DIR="${CMAKE_BINARY_DIR}/fake_nvml")
studio_add_tests(app scripts run_script units)
studio_add_tests(app ec2 ec2_page TIMEOUT 600)
studio_add_tests(app gpu_check TIMEOUT 900)
add_dependencies(tst_app_gpu_check resnet-train)
studio_add_long(app gpu_check 1800)
studio_add_tests(app setup_libtorch setup_libtorch_folder LIBS Qt6::Network)

# The child that the fault tests kill and starve: light, so that hundreds of starts take seconds.
add_executable(fault_writer support/fault_writer.cpp)
set_target_properties(fault_writer PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
target_link_options(fault_writer PRIVATE "LINKER:--as-needed")
target_link_libraries(fault_writer PRIVATE studio_base)
# The child that uses up a thread's stack.
add_executable(overflow support/overflow.cpp)
set_target_properties(overflow PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
target_link_libraries(overflow PRIVATE studio_base)
add_dependencies(tst_app_crash_report overflow)
studio_add_tests(app crash_points error_points TIMEOUT 900)
foreach(name IN ITEMS crash_points error_points)
    add_dependencies(tst_app_${name} fault_writer)
endforeach()
