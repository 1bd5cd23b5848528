"""Figures that texts quote from trainings are those of the record, benchmarks/quoted.json."""

from __future__ import annotations

import json
import math
from statistics import mean
from typing import Any

import pytest

from tests.exercises.test_texts import text_of
from tests.helpers import ROOT

RECORD: dict[str, Any] = json.loads((ROOT / "benchmarks/quoted.json").read_text(encoding="utf-8"))
RATES = (0.01, 0.1, 0.5, 1)


@pytest.mark.parametrize(
    "said",
    [
        "On the full MNIST the losses come out near {:.1f}, {:.1f} and {:.1f}".format(
            *RECORD["02 sgd 0.001"]["losses"]
        ),
        f"On the full MNIST this is about {RECORD['02 sgd 0.001']['valid']:.0f} %",
        f"three epochs of Adam reach about {RECORD['02 adam']['valid']:.0f} %, where SGD had "
        f"{RECORD['02 sgd 0.001']['valid']:.0f} %",
        f"{RECORD['02 sgd 0.01']['valid']:.1f} % with 0.01 and {RECORD['02 sgd 0.1']['valid']:.1f} "
        f"% with 0.1, not far from Adam's {RECORD['02 adam']['valid']:.0f} %",
        f"the network guesses, {RECORD['02 sgd 10']['valid']:.1f} %",
    ],
)
def test_02_quotes_what_was_trained(said: str) -> None:
    assert said in text_of("02-mlp")


def test_a_rate_of_10_leaves_the_loss_above_that_of_guessing() -> None:
    assert min(RECORD["02 sgd 10"]["losses"]) > math.log(10)


def test_05_says_how_the_network_of_1998_trains() -> None:
    ratios = RECORD["05 gradient ratios"]
    losses = [RECORD[f"05 lenet5 sgd {rate}"]["losses"][-1] for rate in RATES]

    assert f"was {min(ratios)} to {max(ratios)} times smaller" in text_of("05-lenet")
    assert f"between {min(losses):.2f} and {max(losses):.2f}" in text_of("05-lenet")
    assert {RECORD[f"05 lenet5 sgd {rate}"]["test"] for rate in RATES} == {11.35}
    assert "right for 11.35 % of MNIST's test images" in text_of("05-lenet")


def test_05_compares_two_models_over_ten_seeds() -> None:
    mlp, longer, lenet = (
        RECORD[f"05 {name}"] for name in ("mlp seeds", "mlp as long as lenet", "lenet seeds")
    )
    text = text_of("05-lenet")

    assert f"The MLP had {spread(mlp['0'])}, LeNet {spread(lenet['0'])}" in text
    assert max(mlp["0"]) < min(lenet["0"])
    assert {f"{percent:.1f}" for percent in longer["0"]} == {"97.8"}
    assert "with three seeds: 97.8 % each time" in text
    three = f"left the MLP {mean(mlp['3']):.0f} % and LeNet {mean(lenet['3']):.0f} % on average"
    assert three in text
    assert f"trained for 27 epochs had {mean(longer['3']):.0f} %" in text
    assert f"After five pixels LeNet is at {mean(lenet['5']):.0f} %" in text
    assert f"with Adam, three epochs gave {RECORD['05 lenet5 adam']['test']:.1f} %" in text


def spread(percents: list[float]) -> str:
    least, most = min(percents), max(percents)
    return f"{least:.1f} to {most:.1f} % (mean {mean(percents):.1f})"


@pytest.mark.parametrize("model", ["LeNet", "MLP"])
@pytest.mark.parametrize("ending", ["softmax", "logits"])
def test_05_shows_what_a_softmax_before_the_loss_does(model: str, ending: str) -> None:
    trained = RECORD[f"05 {model.lower()} {ending}"]
    first = ", ".join(f"{loss:.4f}" for loss in trained["losses"][:3])
    name = "softmax before the loss" if ending == "softmax" else ending

    row = (
        f"| {model}, {name} | {first}, … | {trained['losses'][-1]:.4f} | {trained['test']:.2f} % |"
    )
    assert row in text_of("05-lenet")


@pytest.mark.parametrize(
    ("page", "said"),
    [("lecture", "{} s on a machine with two CPU cores"), ("lecture-gpu", "{} s on an H100")],
)
def test_05_quotes_the_seconds_of_an_epoch(page: str, said: str) -> None:
    table = (ROOT / f"benchmarks/{page}.md").read_text(encoding="utf-8")
    (row,) = [line for line in table.splitlines() if line.startswith("| LeNet | maximum")]
    seconds = row.split(" | ")[-2].strip()

    assert said.format(seconds) in text_of("05-lenet")
