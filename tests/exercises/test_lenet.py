"""What is asked of LeNet5, LeNet and make_lenet shows what it should, whatever was drawn."""

from __future__ import annotations

import sys

import pytest
import torch

from tests.course.test_fingerprints import said_at_home
from tests.exercises.without_points import cells_of, changed, definitions_of, folded, run
from tests.mutants.hunt import solution_of
from tests.trusted import diagnosed, exercise, failures, parts_of, visible_complaint

NETWORKS = {
    "05-lenet/lenet5": "lenet5_logits",
    "05-lenet/lenet": "lenet_logits",
    "05-lenet/sequential": "lenet_logits",
}
"""The reference of each check, in its module."""


@pytest.mark.parametrize("key", NETWORKS)
def test_right_scores_lie_on_both_sides_of_0_so_that_an_activation_at_the_end_shows(
    key: str,
) -> None:
    check = exercise(key).check
    network = getattr(sys.modules[check.ask.__module__], NETWORKS[key])
    for seed in range(225, 335):
        for question in check.questions(seed).asked[-2:]:
            scores = network(question.inputs["images"], question.inputs["weights"][0])
            assert scores.min() < 0 < scores.max(), f"seed {seed}"


@pytest.mark.parametrize("seed", [229, 311, 333])
def test_a_network_whose_scores_would_all_have_been_positive_earns_all_points(seed: int) -> None:
    assert failures(parts_of("05-lenet/lenet5", solution_of("05-lenet/lenet5"), seed)) == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"max_pool2d": "avg_pool2d"}, "lenet_average_for_max"),
        ({"max_pool2d": "avg_pool2d", "relu": "sigmoid"}, "sigmoid for ReLU + average pooling"),
        ({"relu(self.conv1": "tanh(self.conv1"}, "tanh for ReLU"),
        ({"return self.fc2(x)": "return self.fc2(x).tanh()"}, "an activation after the last layer"),
        ({"F.relu(self.fc1(x))": "F.dropout(F.relu(self.fc1(x)), 0.3, self.training)"}, "dropout"),
    ],
)
def test_in_what_a_network_differs_is_told(change: dict[str, str], name: str) -> None:
    cell = """class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2 = nn.Linear(400, 84), nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2).flatten(1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
"""
    for old, new in change.items():
        cell = cell.replace(old, new)

    assert diagnosed("05-lenet/lenet", cell).startswith(name)


NAMINGS = [("conv1", "conv2", "fc1", "fc2"), ("c1", "c2", "lin1", "lin2"), ("a", "b", "c", "d")]


def network_of(names: tuple[str, ...], layers: list[str], *, backwards: bool = False) -> str:
    """Return the cell of a modern LeNet with these layers as attributes."""
    made = [f"self.{name} = nn.{layer}" for name, layer in zip(names, layers, strict=True)]
    first, second, *linear = [f"self.{name}" for name in names]
    lines = [
        "class LeNet(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        *(f"        {line}" for line in (reversed(made) if backwards else made)),
        "    def forward(self, x):",
        f"        x = F.max_pool2d(F.relu({first}(x)), 2)",
        f"        x = F.max_pool2d(F.relu({second}(x)), 2).flatten(1)",
        *(f"        x = F.relu({layer}(x))" for layer in linear[:-1]),
        f"        return {linear[-1]}(x)",
    ]
    return "\n".join(lines)


WITHOUT_PADDING = ["LazyConv2d(6, 5)", "LazyConv2d(16, 5)", "LazyLinear(84)", "LazyLinear(10)"]
SIX_MAPS = ["Conv2d(1, 6, 5, padding=2)", "Conv2d(6, 6, 5)", "Linear(150, 84)", "Linear(84, 10)"]
THREE_LINEAR = [
    "Conv2d(1, 6, 5, padding=2)",
    "Conv2d(6, 16, 5)",
    "Linear(400, 120)",
    "Linear(120, 84)",
    "Linear(84, 10)",
]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("names", NAMINGS)
@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (WITHOUT_PADDING, "Your first convolution has no padding."),
        (SIX_MAPS, "Your second convolution makes as many maps as the first."),
        (THREE_LINEAR, "You kept the linear layer of 120."),
    ],
)
def test_a_mistake_is_named_at_home_whatever_the_attributes_and_their_order(
    layers: list[str], said: str, names: tuple[str, ...], backwards: bool
) -> None:
    all_names = (*names, "last")[: len(layers)]
    cell = network_of(all_names, layers, backwards=backwards)

    assert said_at_home("05-lenet", "lenet", cell).startswith(said)


def test_lazy_layers_without_padding_are_told_the_layer_where_the_maps_get_small() -> None:
    cell = network_of(NAMINGS[0], WITHOUT_PADDING)

    said = said_at_home("05-lenet", "lenet", cell)

    assert "must give (6, 28, 28) for each image, but gives (6, 24, 24)" in said
    assert "padding" in said.split("\n\n", maxsplit=1)[1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("return self.fc3(hidden)", "return self.fc3(hidden).squeeze()", "one image must give"),
        ("self.fc1(maps", "nn.Linear(400, 120)(maps", "make no layer in forward"),
        (
            "return self.fc3(hidden)",
            "return self.more[0](hidden)",
            "is a layer in a plain list?",
        ),
        ("maps = self.pool", "images -= 0.1; maps = self.pool", "LeNet5 changed its input"),
        (
            "return self.fc3(hidden)",
            "return self.fc3(hidden).softmax(dim=0)",
            "no softmax over the batch",
        ),
        ("super().__init__()", "super().__init__(); self.more = nn.LazyLinear(9)", "is never used"),
    ],
)
def test_what_a_network_does_wrong_is_told_by_the_visible_checks(
    old: str, new: str, said: str
) -> None:
    cell = solution_of("05-lenet/lenet5")
    if "more[0]" in new:
        cell = cell.replace("self.fc3 = nn.Linear(84, 10)", "self.more = [nn.Linear(84, 10)]")
    assert old in cell

    assert said in said_at_home("05-lenet", "lenet5", cell.replace(old, new, 1))


def test_maps_that_were_not_flattened_are_asked_about() -> None:
    lazy = ["LazyConv2d(6, 5, padding=2)", *WITHOUT_PADDING[1:]]
    cell = network_of(NAMINGS[0], lazy).replace(".flatten(1)", "")

    assert "are the maps flattened" in said_at_home("05-lenet", "lenet", cell)


def test_a_lenet_in_the_row_is_told_by_the_visible_checks() -> None:
    cell = f"""{solution_of("05-lenet/lenet")}
def make_lenet():
    return nn.Sequential(LeNet())
"""

    assert "a LeNet in the row" in said_at_home("05-lenet", "sequential", cell)


@pytest.mark.parametrize("number", [0, 0.1])
def test_weights_that_are_one_number_are_told_by_the_visible_checks(number: float) -> None:
    cell = f"""{solution_of("05-lenet/sequential")}
random_ones = make_lenet
def make_lenet():
    model = random_ones()
    model(torch.zeros(1, 1, 28, 28))
    for parameter in model.parameters():
        nn.init.constant_(parameter, {number})
    return model
"""

    assert "all weights of a layer are the same" in said_at_home("05-lenet", "sequential", cell)


def test_a_row_of_layers_in_square_brackets_meets_the_error_that_the_task_explains() -> None:
    told = cells_of("05-lenet")["sequential-task"].source
    with pytest.raises(TypeError, match="list is not a Module subclass"):
        torch.nn.Sequential([torch.nn.ReLU()])  # type: ignore[call-overload]

    assert "is not a Module subclass</i>" in told
    assert "in square brackets" in told


def test_a_step_with_torch_s_own_learning_rate_is_asked_about_the_rate_and_not_the_step() -> None:
    cell = solution_of("05-lenet/classifier")
    assert "lr=learning_rate" in cell

    said = said_at_home("05-lenet", "classifier", cell.replace("lr=learning_rate", ""))

    assert "use the learning rate given" in said
    assert "make its step" not in said


def test_a_sum_of_batch_losses_divided_by_the_images_is_told_what_to_divide_by() -> None:
    cell = solution_of("05-lenet/classifier")
    assert "batches += 1" in cell

    said = said_at_home("05-lenet", "classifier", cell.replace("+= 1", "+= len(labels)"))

    assert "divide by the number of batches" in said


DRILL = "list-drill"
AS_ATTRIBUTES = """class TwoBlocks(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.Conv2d(6, 16, 5)
        self.last = nn.Linear(16 * 5 * 5, 10)

    def forward(self, images):
        for convolution in (self.one, self.two):
            images = F.max_pool2d(F.relu(convolution(images)), kernel_size=2)
        return self.last(images.flatten(start_dim=1))
"""


@pytest.mark.parametrize("mended", ["as attributes", "as in the answer", "not at all"])
def test_the_drill_shows_whether_the_kernels_change_however_it_is_mended(mended: str) -> None:
    cells, names = cells_of("05-lenet"), definitions_of("05-lenet")
    names |= {"train_images": torch.rand(64, 1, 28, 28), "train_labels": torch.arange(64) % 10}
    _, of_trying = cells[DRILL].source.split("def try_out")
    own = {
        "as attributes": AS_ATTRIBUTES,
        "as in the answer": folded("05-lenet", DRILL),
        "not at all": cells[DRILL].source.split("def try_out")[0],
    }

    said = run(f"{own[mended]}\ndef try_out{of_trying}", names)

    assert ("changed by 0.0000 at most" in said) == (mended == "not at all")


def test_the_check_of_the_residual_block_names_what_changes_its_input() -> None:
    cells, names = cells_of("05-lenet"), definitions_of("05-lenet")
    in_place = {"return x + self.body(x)": "x += self.body(x); return x"}
    run(changed("05-lenet", "residual-stretch", in_place), names)

    assert "the input was changed" in run(cells["residual-stretch-check"].source, names)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("AdaptiveAvgPool2d", "AdaptiveMaxPool2d", "the mean of each map"),
        ("kernel_size=3, padding=1", "kernel_size=3", "paddings of the list"),
        ("kernel_size=3, padding=1", "kernel_size=5, padding=2", "7,542 numbers"),
        ("nn.Conv2d(6, 16, ", "nn.Conv2d(6, 16, bias=False, ", "7,542 numbers"),
        ("nn.MaxPool2d(2)", "nn.AvgPool2d(2)", "the kind of pooling"),
        ("nn.ReLU(),", "nn.Identity(),", "Look at each ReLU"),
        ("nn.Linear(32, 10)", "nn.Linear(32, 10), nn.Softmax(dim=1)", "after the linear layer"),
    ],
)
def test_the_check_of_the_global_average_asks_for_the_layers_of_the_list(
    old: str, new: str, said: str
) -> None:
    cells, names = cells_of("05-lenet"), definitions_of("05-lenet")
    run(changed("05-lenet", "gap-stretch", {old: new}), names)

    assert said in run(cells["gap-stretch-check"].source, names)


def test_a_network_half_written_is_called_so_and_not_one_that_torch_objects_to() -> None:
    cell = """class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2 = nn.Linear(400, 84), nn.Linear(84, 10)

    def forward(self, images):
        raise NotImplementedError()
"""
    assert visible_complaint("05-lenet/lenet", cell) == "NotImplementedError: "
