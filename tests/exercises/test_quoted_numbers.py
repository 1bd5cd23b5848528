"""Figures that texts quote from trainings are those of the record, benchmarks/quoted.json."""

from __future__ import annotations

import json
import math
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
