"""The kit for checks: questions, probes and judges. It knows torch, no Jupyter and no exercise."""
