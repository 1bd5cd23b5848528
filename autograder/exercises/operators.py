"""Operators of torch's that exercises of several assignments forbid."""

CONVOLUTION = r"(^|_)conv(olution|_|\d|$)"
"""Names of aten operators that convolve (``convolution``, ``conv2d``, ``mkldnn_convolution`` …, not
``_convert…``).
"""

POOLING = r"(^|_)(max|avg|adaptive|fractional|lp)\w*pool"
"""Names of aten operators that pool (``max_pool2d``, ``avg_pool2d``, ``mkldnn_max_pool2d`` …)."""

BY_WINDOW = "Slice out each window yourself; amax and mean reduce it to one number per channel."

BY_LOOP = "Slice out each window yourself, multiply it by the kernel and sum."
