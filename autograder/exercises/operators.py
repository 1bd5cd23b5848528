"""Operators of torch's that exercises of several assignments forbid."""

CONVOLUTION = r"(^|_)conv(olution|_|\d|$)"
"""Names of aten operators that convolve (``convolution``, ``conv2d``, ``mkldnn_convolution`` …, not
``_convert…``).
"""

BY_LOOP = "Slice out each window yourself, multiply it by the kernel and sum."
