# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Tests that look inside the engine see LibTorch, which studio_core itself hides.
function(studio_see_torch name)
    target_link_libraries(tst_core_${name} PRIVATE torch_cpu c10)
    target_include_directories(tst_core_${name} SYSTEM PRIVATE ${TORCH_INCLUDE_DIRS})
endfunction()

find_package(Torch REQUIRED)

studio_add_test(core eta LIBS studio_core)
studio_add_test(core spin_limit LIBS studio_core)
studio_see_torch(spin_limit)
studio_add_test(core sgd LIBS studio_core)
studio_see_torch(sgd)
studio_add_test(core model LIBS studio_core)
studio_see_torch(model)
studio_add_test(core python_parity LIBS studio_core TIMEOUT 900)
studio_see_torch(python_parity)
studio_add_test(core trainer LIBS studio_core)
studio_add_test(core trainer_resume LIBS studio_core)
studio_add_test(core trainer_faults LIBS studio_core)
studio_add_test(core trainer_hang LIBS studio_core)
studio_add_test(core trainer_pack LIBS studio_core)
studio_add_test(core classifier LIBS studio_core)
studio_add_test(core trainer_recovery LIBS studio_core)
studio_see_torch(trainer_recovery)
