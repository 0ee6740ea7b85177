# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the engine, by the folder of their subject.

find_package(Torch REQUIRED)

studio_add_tests(core/device spin_limit device cuda_plugin LIBS studio_core TORCH)
# Stands in for the CUDA plug-in.
add_library(studio_fake_cuda MODULE support/fake_cuda.cpp "${CMAKE_SOURCE_DIR}/core/base/error.cpp")
target_link_libraries(studio_fake_cuda PRIVATE studio_options studio_plugin_build torch_cpu c10)
target_include_directories(studio_fake_cuda SYSTEM PRIVATE ${TORCH_INCLUDE_DIRS})
set_target_properties(studio_fake_cuda PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fake_cuda")
add_dependencies(tst_core_cuda_plugin studio_fake_cuda studio_fake_nvml)
target_compile_definitions(tst_core_cuda_plugin PRIVATE
    STUDIO_FAKE_CUDA="$<TARGET_FILE:studio_fake_cuda>" STUDIO_FAKE_NVML="$<TARGET_FILE:studio_fake_nvml>")
studio_add_tests(core/device cuda_torch_parity LIBS studio_kernels_on_cpu studio_core TORCH)
set(STUDIO_CARD_ON_CPU studio_cuda_programs studio_kernels_on_cpu studio_core)
studio_add_tests(core/device cuda_norm cuda_step cuda_device lost_device batch_mix LIBS ${STUDIO_CARD_ON_CPU} TORCH)
studio_add_tests(core/distributed ranks ranks_lost peer_processes LIBS studio_core TORCH)
studio_add_tests(core/distributed rank_store LIBS studio_core Qt6::Network TORCH)
studio_add_tests(core/distributed ranks_on_cards LIBS ${STUDIO_CARD_ON_CPU} TORCH)
studio_add_tests(core/optim sgd weight_average LIBS studio_core TORCH)
studio_add_tests(core/model model LIBS studio_core TORCH)
studio_add_tests(core/model python_parity LIBS studio_core TIMEOUT 900 TORCH)
studio_add_tests(core/train eta trainer trainer_clock trainer_resume trainer_faults trainer_hang trainer_history trainer_pack
    trainer_plan trainer_fine_tune LIBS studio_core)
studio_add_tests(core/train trainer_average trainer_validation trainer_late trainer_ranks trainer_recovery trainer_rollback
    trainer_techniques LIBS studio_core TORCH)
studio_add_tests(core/train trainer_late_faults trainer_rank_cards LIBS ${STUDIO_CARD_ON_CPU} TORCH)
studio_add_tests(core/train trainer_identity LIBS studio_name_faults studio_core)
studio_add_tests(core/infer classifier LIBS studio_core)
studio_add_tests(core/infer grad_cam LIBS studio_core TORCH)
studio_add_tests(core/preflight preflight LIBS studio_core TORCH)
studio_add_tests(core/export model_export LIBS studio_core opencv_core opencv_dnn TIMEOUT 600 TORCH)
