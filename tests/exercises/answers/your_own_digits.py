"""Answers to the exercises of notebook 6: right ones in other styles, and wrong ones."""

CENTRE = """
def centre_of_mass(image):
    if image.sum() == 0:
        return (image.shape[0] - 1) / 2, (image.shape[1] - 1) / 2
    rows, columns = np.indices(image.shape)
    return (rows * image).sum() / image.sum(), (columns * image).sum() / image.sum()
"""
CENTRED = """
def centred(image):
    rows, columns = np.indices(image.shape)
    row = (rows * image).sum() / image.sum()
    column = (columns * image).sum() / image.sum()
    middle = (len(image) - 1) / 2
    down, right = round(middle - row), round(middle - column)
    return np.roll(image, (down, right), axis=(0, 1))
"""
FREEZE = "def freeze_all_but_last(model):\n    "

RIGHT = {
    "centre_of_mass": [
        ("indices", CENTRE),
        (
            "np.average",
            "def centre_of_mass(i):\n    w = i if i.any() else i + 1\n"
            "    return [np.average(range(w.shape[a]), weights=w.sum(1 - a)) for a in (0, 1)]",
        ),
    ],
    "weights_left": [
        ("a product", "weights_left = (7 * 7 * 48 + 1) * 10"),
        ("a float", "weights_left = 23530.0"),
    ],  # fmt: skip
    "freeze_all_but_last": [
        ("a slice", FREEZE + "for x in model.layers[:-1]:\n        x.trainable = False"),
        (
            "a comparison",
            FREEZE + "for x in model.layers:\n"
            "        x.trainable = x is model.layers[-1]\n    return model",
        ),
    ],  # fmt: skip
    "centred": [
        ("the sign", CENTRED),
        (
            "two rolls",
            CENTRED.replace(
                "np.roll(image, (down, right), axis=(0, 1))",
                "np.roll(np.roll(image, down, 0), right, 1)",
            ),
        ),
    ],  # fmt: skip
}
WRONG = {
    "centre_of_mass": [
        (
            "swapped",
            CENTRE.replace("(rows", "(x").replace("(columns", "(rows").replace("(x", "(columns"),
            "changed places",
        ),
        ("not divided", CENTRE.replace(" / image.sum()", ""), "not divided"),
        (
            "from 1",
            CENTRE.replace("np.indices(image.shape)", "np.indices(image.shape) + 1"),
            "count from 1",
        ),
        ("pixels", CENTRE.replace(" / image.sum()", " / image.size"), "not by the number"),
        ("no empty image", CENTRE.replace("== 0", "< 0"), "For an image without any"),
    ],  # fmt: skip
    "weights_left": [
        ("all", "weights_left = 49_678", "whole network"),
        ("no bias", "weights_left = 23_520", "biases"),
        ("frozen", "weights_left = 26_148", "frozen ones"),
        ("variables", "weights_left = 2", "how many variables"),
        ("channels", "weights_left = 490", "only the channels"),
    ],
    "freeze_all_but_last": [
        ("everything", FREEZE + "model.trainable = False", "nothing is left"),
        (
            "the model, then the last layer",
            FREEZE + "model.trainable = False\n    model.layers[-1].trainable = True",
            "the model as a whole is frozen",
        ),
        ("nothing", FREEZE + "return model.layers[:-1]", "all layers still train"),
        ("the last", FREEZE + "model.layers[-1].trainable = False", "the last layer is frozen"),
        ("the first", FREEZE + "model.layers[0].trainable = False", "2 still train"),
        (
            "all but first",
            FREEZE + "for x in model.layers[1:]:\n        x.trainable = False",
            "the last layer is frozen",
        ),
    ],  # fmt: skip
    "centred": [
        ("rows only", CENTRED.replace("middle - column", "column - middle"), "columns move the"),
        ("columns only", CENTRED.replace("middle - row", "row - middle"), "rows move the"),
        ("axes", CENTRED.replace("axis=(0, 1)", "axis=(1, 0)"), "as columns should"),
        ("unmoved", "def centred(image):\n    return image", "has not moved"),
        ("empty", "def centred(image):\n    return image * 0", "be the same otherwise"),
    ],
}
