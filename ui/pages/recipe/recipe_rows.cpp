// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recipe/recipe_rows.h"

#include <QCoreApplication>

namespace studio {

namespace {

struct Cards {
    Q_DECLARE_TR_FUNCTIONS(studio::RecipeForm)

public:
    static RecipeCard model() {
        const QString none;
        return {tr("Model"),
                false,
                {
                    {"model", RowKind::Choice, "models", tr("Network"), none, none, tr("The network that is trained."),
                     "He et al., 2016, arXiv:1512.03385"},
                    {"stem", RowKind::Choice, "standard|small", tr("First layer"), none, none,
                     tr("small keeps the resolution: for pictures under about 64 px."),
                     "He et al., 2016, arXiv:1512.03385, section 4.2"},
                    {"blurpool", RowKind::OnOff, "", tr("BlurPool"), none, none,
                     tr("Blurs the input of convolutions that halve the resolution, against aliasing: more accurate, "
                        "and slower. Weights of one are not right for a network without it."),
                     "Zhang, 2019, arXiv:1904.11486; FFCV, 2022"},
                    {"image_size", RowKind::Whole, "", tr("Picture size"), tr("px"), tr("16 to 1024"),
                     tr("Side of the square the network sees in training.")},
                    {"start_image_size", RowKind::Whole, "", tr("First epochs"), tr("px"),
                     tr("16 to the picture size, 0 = as all"),
                     tr("Progressive resizing: smaller pictures in the first epochs, which take less time."),
                     "Touvron et al., 2019, arXiv:1906.06423; FFCV, 2022"},
                    {"grow_from", RowKind::Number, "", tr("Grow from"), tr("of the run"), tr("0 to 1"),
                     tr("Share of the epochs after which the pictures begin to grow.")},
                    {"grow_until", RowKind::Number, "", tr("Full size at"), tr("of the run"), tr("Grow from to 1"),
                     tr("Share of the epochs after which they have their full size; they grow in steps of 32 px (of 4 "
                        "below 128).")},
                    {"precision", RowKind::Choice, "amp|fp16|bf16|tf32|fp32", tr("Precision"), none, none,
                     tr("amp: the half precision of the device. A CPU computes in fp32 whatever stands here."),
                     "Micikevicius et al., 2018, arXiv:1710.03740"},
                    {"seed", RowKind::Number, "", tr("Seed"), none, tr("0 or more"),
                     tr("Same seed, same order, same augmentation, same start.")},
                }};
    }
    static RecipeCard optimiser() {
        const QString none;
        return {
            tr("Optimiser"),
            false,
            {
                {"learning_rate", RowKind::Number, "", tr("Learning rate"), tr("after warm-up"),
                 tr("above 0, at most 1000"), tr("How far each step goes."), "Goyal et al., 2017, arXiv:1706.02677"},
                {"momentum", RowKind::Number, "", tr("Momentum"), tr("of the last"), tr("0 to below 1"),
                 tr("Share of the last step that is kept."), "Sutskever et al., ICML 2013"},
                {"nesterov", RowKind::OnOff, "", tr("Nesterov"), none, none, tr("Looks ahead along the momentum."),
                 "Sutskever et al., ICML 2013"},
                {"weight_decay", RowKind::Number, "", tr("Weight decay"), tr("per step"), tr("0 to 1"),
                 tr("Pulls weights towards zero."), "Krogh and Hertz, NIPS 1991"},
                {"decay_norm_and_bias", RowKind::OnOff, "", tr("On norms, biases"), none, none,
                 tr("Whether weight decay also acts on batch norm and biases."), "He et al., 2019, arXiv:1812.01187"},
                {"clip_norm", RowKind::Number, "", tr("Clip at norm"), tr("of all gradients"),
                 tr("0 (never) to 1,000,000"), tr("Longer gradients are scaled down to this L2 norm."),
                 "Pascanu et al., 2013, arXiv:1211.5063"},
                {"ema_decay", RowKind::Number, "", tr("Average"), tr("decay"), tr("0 (none) to below 1"),
                 tr("Keeps a moving average of the weights (EMA), validated beside them; the better one counts."),
                 "Polyak and Juditsky, 1992; Izmailov et al., 2018, arXiv:1803.05407"},
                {"ema_steps", RowKind::Whole, "", tr("Averaged every"), tr("steps"), tr("1 to 1,000,000"),
                 tr("Steps between two updates of that average.")},
                {"head_rate", RowKind::Number, "", tr("Rate of the head"), tr("times"), tr("above 0, at most 1000"),
                 tr("Learning rate of the last layer, times that of the others: a new head on weights that have "
                    "learned "
                    "goes further."),
                 "Girshick et al., 2014, arXiv:1311.2524"},
                {"freeze", RowKind::Text, "", tr("Frozen layers"), none,
                 tr("names of state_dict(): conv1, bn1, layer1"),
                 tr("These layers do not learn, and their batch norm keeps its statistics. Only for a run that begins "
                    "with weights."),
                 "Yosinski et al., 2014, arXiv:1411.1792"},
                {"zero_init_gamma", RowKind::OnOff, "", tr("Zero last gamma"), none, none,
                 tr("The last batch norm of each block starts at zero: at first every block is its shortcut."),
                 "Goyal et al., 2017, arXiv:1706.02677"},
            }};
    }
    static RecipeCard checkpoints() {
        const QString none;
        return {tr("Checkpoints"),
                false,
                {
                    {"keep_last", RowKind::Whole, "", tr("Keep the last"), tr("and the best"), tr("2 to 1000"),
                     tr("Checkpoints kept besides the best.")},
                    {"keep_every", RowKind::Whole, "", tr("And one in"), tr("epochs"), tr("0 to 10,000"),
                     tr("Keeps the checkpoint of one epoch in so many for good; 0 = none.")},
                    {"save_minutes", RowKind::Number, "", tr("Save every"), tr("min"), tr("0 to 100,000"),
                     tr("Saves inside long epochs, besides the end of each; 0 = only there.")},
                    {"max_bad_fraction", RowKind::Number, "", tr("Bad pictures"), tr("of an epoch"), tr("0 to 1"),
                     tr("More unreadable pictures than this stop the run.")},
                    {"max_pixels", RowKind::Number, "", tr("Largest picture"), tr("pixels"), tr("1 to 500,000,000"),
                     tr("A picture of more pixels is a bad one: it would take much memory.")},
                    {"max_rollbacks", RowKind::Whole, "", tr("Go back"), tr("times at most"), tr("0 to 20"),
                     tr("When the loss is no number: back to the last good checkpoint with half the learning rate.")},
                }};
    }
    static RecipeCard schedule() {
        const QString none;
        return {
            tr("Schedule"),
            true,
            {
                {"epochs", RowKind::Whole, "", tr("Epochs"), tr("passes"), tr("1 to 10,000"),
                 tr("Passes over all training pictures.")},
                {"schedule", RowKind::Choice, "cosine|polynomial|one-cycle|step|constant", tr("Shape"), none, none,
                 tr("How the learning rate falls."),
                 "Loshchilov and Hutter, 2017, arXiv:1608.03983; Smith and Topin, 2017, arXiv:1708.07120"},
                {"warmup_epochs", RowKind::Number, "", tr("Warm-up"), tr("epochs"), tr("0 to the number of epochs"),
                 tr("The learning rate rises from near zero first; for one-cycle its rise, 0 = 30 % of the run."),
                 "Goyal et al., 2017, arXiv:1706.02677"},
                {"final_learning_rate", RowKind::Number, "", tr("Ends at"), none, tr("0 to the learning rate"),
                 tr("Learning rate of the last step.")},
                {"schedule_power", RowKind::Number, "", tr("Power"), tr("polynomial"), tr("above 0, at most 100"),
                 tr("How a polynomial schedule falls: 1 in a straight line, 2 as MLPerf's.")},
                {"step_epochs", RowKind::Number, "", tr("Drop every"), tr("epochs"), tr("above 0, at most 10,000"),
                 tr("Epochs between drops.")},
                {"step_factor", RowKind::Number, "", tr("Drop to"), tr("of before"), tr("above 0, at most 1"),
                 tr("Factor at each drop.")},
                {"patience", RowKind::Whole, "", tr("Patience"), tr("epochs"), tr("0 (off) to 10,000"),
                 tr("Ends the run after so many epochs without a better top-1 (early stopping).")},
                {"label_smoothing", RowKind::Number, "", tr("Label smoothing"), tr("of certainty"), tr("0 to below 1"),
                 tr("Share of certainty given to the other classes."), "Szegedy et al., 2016, arXiv:1512.00567"},
            }};
    }
    static RecipeCard batches() {
        const QString none;
        return {
            tr("Batches"),
            true,
            {
                {"batch_size", RowKind::Whole, "", tr("Batch size"), tr("pictures"), tr("1 to 65,536"),
                 tr("Pictures per step."), "Goyal et al., 2017, arXiv:1706.02677"},
                {"accumulation", RowKind::Whole, "", tr("In parts"), tr("a batch"), tr("1 to half the batch"),
                 tr("Computes a batch in so many parts, for less memory: the same gradient, but batch norm sees a part "
                    "at a time.")},
                {"eval_size", RowKind::Whole, "", tr("Validation size"), tr("px, crop"),
                 tr("16 to 1024, 0 = as trained"), tr("Side of the square the network sees in validation."),
                 "Touvron et al., 2019, arXiv:1906.06423"},
                {"eval_resize", RowKind::Whole, "", tr("Resized to"), tr("px, short"),
                 tr("the crop's side to 2048, 0 = x 256/224"), tr("Short side before that crop.")},
                {"flip_test", RowKind::OnOff, "", tr("Flip test"), none, none,
                 tr("Validates with the mean of the logits for a picture and its mirror image; takes twice the work."),
                 "Krizhevsky et al., NIPS 2012; FFCV, 2022"},
                {"pack", RowKind::Choice, "auto|off|max500-q90|short256-q90|originals", tr("Packed set"), none, none,
                 tr("auto: a packed set of these pictures is used where there is one (resnet-train pack makes it).")},
                {"order", RowKind::Choice, "random|paged", tr("Order"), none, none,
                 tr("paged: by pages of the packed set, for disks that are slower than memory.")},
            }};
    }
    static RecipeCard augmentation() {
        const QString none;
        return {
            tr("Augmentation"),
            true,
            {
                {"crop_scale_min", RowKind::Number, "", tr("Smallest crop"), tr("of the area"),
                 tr("above 0, at most 1"), tr("Random crops are at least this share of the picture."),
                 "Szegedy et al., 2015, arXiv:1409.4842"},
                {"crop_scale_max", RowKind::Number, "", tr("Largest crop"), tr("of the area"),
                 tr("the smallest crop to 1"), tr("Random crops are at most this share of the picture."),
                 "Szegedy et al., 2015, arXiv:1409.4842"},
                {"flip", RowKind::Number, "", tr("Flip"), tr("chance"), tr("0 to 1"), tr("Mirrored left to right.")},
                {"brightness", RowKind::Number, "", tr("Brightness"), tr("\u00B1"), tr("0 to 10"), tr("Colour jitter."),
                 "Howard, 2013, arXiv:1312.5402"},
                {"contrast", RowKind::Number, "", tr("Contrast"), tr("\u00B1"), tr("0 to 10"), tr("Colour jitter."),
                 "Howard, 2013, arXiv:1312.5402"},
                {"saturation", RowKind::Number, "", tr("Saturation"), tr("\u00B1"), tr("0 to 10"), tr("Colour jitter."),
                 "Howard, 2013, arXiv:1312.5402"},
                {"hue", RowKind::Number, "", tr("Hue"), tr("\u00B1"), tr("0 to 0.5"), tr("Colour jitter.")},
                {"alternating_flip", RowKind::OnOff, "", tr("Alternate"), none, none,
                 tr("Mirrors each picture in every other epoch, instead of by chance."),
                 "Jordan, 2024, arXiv:2404.00498"},
                {"auto_augment", RowKind::Choice, "none|trivialaugment-wide|randaugment", tr("Auto augment"), none,
                 none,
                 tr("Shears, turns, colours and levels that are drawn for each picture: one of random strength "
                    "(TrivialAugment), or some of one strength (RandAugment)."),
                 "M\u00FCller and Hutter, 2021, arXiv:2103.10158; Cubuk et al., 2019, arXiv:1909.13719"},
                {"randaugment_ops", RowKind::Whole, "", tr("Operations"), tr("a picture"), tr("1 to 10"),
                 tr("Operations of RandAugment on each picture.")},
                {"randaugment_magnitude", RowKind::Whole, "", tr("Strength"), tr("of 30"), tr("0 to 30"),
                 tr("How far the operations of RandAugment go.")},
                {"random_erasing", RowKind::Number, "", tr("Erase"), tr("chance"), tr("0 to 1"),
                 tr("A random box of 2 to 33 % of the picture gets the mean colour."),
                 "Zhong et al., 2017, arXiv:1708.04896"},
                {"mixup", RowKind::Number, "", tr("Mixup"), tr("alpha"), tr("0 (off) to 10"),
                 tr("Blends pictures and labels of a batch; training top-1 counts the picture's own label alone."),
                 "Zhang et al., 2017, arXiv:1710.09412"},
                {"cutmix", RowKind::Number, "", tr("CutMix"), tr("alpha"), tr("0 (off) to 10"),
                 tr("Puts a box of another picture and its label in; with mixup, each batch takes one of the two."),
                 "Yun et al., 2019, arXiv:1905.04899"},
            }};
    }
};

} // namespace

std::vector<RecipeCard> recipeCards() {
    return {Cards::model(),    Cards::optimiser(), Cards::checkpoints(),
            Cards::schedule(), Cards::batches(),   Cards::augmentation()};
}

} // namespace studio
